package org.menura.verify.data;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.menura.data.dolma.Document;
import org.menura.data.tag.C4Quality;
import org.menura.data.tag.FineWebQuality;
import org.menura.data.tag.GopherQuality;
import org.menura.data.tag.GopherRepetition;
import org.menura.data.tag.TextFilter;
import org.menura.data.tag.Verdict;
import org.menura.data.text.TextView;
import org.menura.verify.Check;
import org.menura.verify.RecordFile;

/** What datatrove's filters decided on documents, by the words that it had split. */
final class FilterRecords {
    private static final Map<String, TextFilter> FILTERS = Map.of(
            "gopher_repetition", GopherRepetition.DEFAULT,
            "gopher_quality", GopherQuality.DEFAULT,
            "c4", C4Quality.DEFAULT,
            "c4_fineweb", C4Quality.FINEWEB,
            "fineweb_quality", FineWebQuality.DEFAULT);

    private final Map<String, Document> documents;
    private final Path file;

    FilterRecords(Map<String, Document> documents, Path file) {
        this.documents = documents;
        this.file = file;
    }

    List<Check> compare() {
        Map<String, Agreement> agreements = new LinkedHashMap<>();
        List<Check> checks = new ArrayList<>();
        for (JsonNode record : RecordFile.read(file)) {
            Document document = DataToolkitCase.document(documents, record, file);
            TextView text = new TextView(document.text(), SignatureRecords.words(record, "words"));
            for (Map.Entry<String, JsonNode> decision : record.path("decisions").properties()) {
                TextFilter filter = FILTERS.get(decision.getKey());
                Agreement agreement =
                        agreements.computeIfAbsent(decision.getKey(), name -> new Agreement("datatrove " + name));
                if (filter == null) {
                    agreement.add(false, () -> "no filter of this name is known");
                    continue;
                }
                Verdict actual = filter.judge(text);
                Verdict expected = expected(decision.getValue());
                agreement.add(
                        actual.equals(expected),
                        () -> "%s: %.200s instead of %.200s".formatted(document.id(), actual, expected));
            }
        }
        agreements.values().forEach(agreement -> checks.add(agreement.check()));
        return checks;
    }

    /** A decision {@code [kept, reason]}, with the text as a third element where it was changed. */
    private static Verdict expected(JsonNode decision) {
        if (!decision.path(0).asBoolean()) {
            return new Verdict.Drop(decision.path(1).asText());
        }
        return decision.size() > 2 ? new Verdict.Change(decision.path(2).asText()) : Verdict.KEEP;
    }
}
