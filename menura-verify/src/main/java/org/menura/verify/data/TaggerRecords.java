package org.menura.verify.data;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.menura.data.dolma.Document;
import org.menura.data.dolma.Span;
import org.menura.data.tag.SpanSink;
import org.menura.data.tag.TaggedText;
import org.menura.data.tag.Tagger;
import org.menura.data.tag.Taggers;
import org.menura.format.FormatException;
import org.menura.verify.Check;
import org.menura.verify.RecordFile;

/** What Dolma's taggers said of documents. */
final class TaggerRecords {
    private static final String ERROR = "ERROR";

    private final Map<String, Document> documents;
    private final Path file;

    TaggerRecords(Map<String, Document> documents, Path file) {
        this.documents = documents;
        this.file = file;
    }

    List<Check> compare() {
        List<JsonNode> records = RecordFile.read(file);
        TreeSet<String> names = new TreeSet<>();
        for (JsonNode record : records) {
            for (Map.Entry<String, JsonNode> attribute :
                    record.path("attributes").properties()) {
                names.add(part(attribute.getKey(), 1));
            }
        }
        Map<String, Tagger> taggers = new LinkedHashMap<>();
        List<Check> checks = new ArrayList<>();
        for (String name : names) {
            try {
                taggers.put(name, Taggers.of(name));
            } catch (FormatException e) {
                checks.add(Check.failed(name, String.valueOf(e.getMessage())));
            }
        }
        Map<String, Agreement> agreements = new LinkedHashMap<>();
        taggers.keySet().forEach(name -> agreements.put(name, new Agreement(name)));
        for (JsonNode record : records) {
            Map<String, SequencedMap<String, JsonNode>> expected = new TreeMap<>();
            for (Map.Entry<String, JsonNode> attribute :
                    record.path("attributes").properties()) {
                expected.computeIfAbsent(part(attribute.getKey(), 1), name -> new LinkedHashMap<>())
                        .put(part(attribute.getKey(), 2), attribute.getValue());
            }
            TaggedText text = new TaggedText(DataToolkitCase.document(documents, record, file));
            taggers.forEach((name, tagger) -> compare(
                    tagger,
                    text,
                    expected.getOrDefault(name, new LinkedHashMap<>()),
                    agreements.computeIfAbsent(name, Agreement::new)));
        }
        agreements.values().forEach(agreement -> checks.add(agreement.check()));
        return checks;
    }

    private static void compare(
            Tagger tagger, TaggedText text, SequencedMap<String, JsonNode> expected, Agreement agreement) {
        SpanSink out = new SpanSink();
        String id = text.document().id();
        try {
            tagger.tag(text, out);
        } catch (FormatException e) {
            agreement.add(expected.containsKey(ERROR), () -> "%s: %s".formatted(id, e.getMessage()));
            return;
        }
        TreeSet<String> types = new TreeSet<>(expected.keySet());
        types.addAll(out.spans().keySet());
        for (String type : types) {
            List<Span> actual = out.spans().getOrDefault(type, List.of());
            JsonNode wanted = expected.get(type);
            agreement.add(
                    wanted != null && equal(actual, wanted),
                    () -> "%s: %s is %s instead of %.200s".formatted(id, type, shown(actual), wanted));
        }
    }

    private static boolean equal(List<Span> actual, JsonNode expected) {
        if (actual.size() != expected.size()) {
            return false;
        }
        for (int i = 0; i < actual.size(); i++) {
            Span span = actual.get(i).rounded();
            JsonNode wanted = expected.path(i);
            if (span.start() != wanted.path(0).asInt()
                    || span.end() != wanted.path(1).asInt()
                    || span.score() != wanted.path(2).asDouble()) {
                return false;
            }
        }
        return true;
    }

    private static String shown(List<Span> spans) {
        List<String> texts = new ArrayList<>();
        for (Span span : spans) {
            texts.add("[%d,%d,%s]"
                    .formatted(span.start(), span.end(), span.rounded().score()));
        }
        String all = String.join(",", texts);
        return all.substring(0, Math.min(200, all.length()));
    }

    /** The tagger or the type in a name of the form {@code experiment__tagger__type}. */
    private String part(String attribute, int index) {
        String[] parts = attribute.split("__", 3);
        if (parts.length != 3) {
            throw new FormatException(
                    "%s has the attribute \"%s\"; the form is experiment__tagger__type".formatted(file, attribute));
        }
        return parts[index];
    }
}
