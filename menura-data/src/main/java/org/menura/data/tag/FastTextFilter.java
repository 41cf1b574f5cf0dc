package org.menura.data.tag;

import com.fasterxml.jackson.databind.node.DoubleNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import org.menura.data.dolma.Document;
import org.menura.data.fasttext.FastText;
import org.menura.data.fasttext.Prediction;
import org.menura.data.plan.MapStage;
import org.menura.data.plan.Options;
import org.menura.data.plan.Outcome;
import org.menura.data.plan.Row;
import org.menura.data.text.Characters;
import org.menura.data.text.Sentences;
import org.menura.data.text.Slices;
import org.menura.data.text.Splits;
import org.menura.data.text.TextView;

/**
 * Keeps parts of documents that have one of some labels, or none of others, as datatrove's {@code FastTextClassifierFilter}
 * does.
 */
record FastTextFilter(
        FastText model,
        Map<String, Double> kept,
        Map<String, Double> removed,
        boolean notes,
        String lineFeed,
        String mode)
        implements MapStage {
    static MapStage stage(Options options) {
        FastText model = FastText.open(options.path("model"));
        FastTextFilter filter = new FastTextFilter(
                model,
                labels(options, "keep_labels", model),
                labels(options, "remove_labels", model),
                options.flag("save_labels_in_metadata", true),
                options.text("newline_replacement", ""),
                options.choice("filter_mode", "DOCUMENT", List.of("DOCUMENT", "PARAGRAPH", "SENTENCE")));
        if (!filter.kept.isEmpty() && !filter.removed.isEmpty()) {
            throw options.error("remove_labels", "can't stand beside keep_labels; use two stages");
        }
        if (filter.lineFeed.indexOf('\n') >= 0) {
            throw options.error("newline_replacement", "must not hold a line feed");
        }
        return filter;
    }

    private static Map<String, Double> labels(Options options, String key, FastText model) {
        Options part = options.part(key);
        Map<String, Double> labels = new LinkedHashMap<>();
        for (String label : part.names()) {
            if (!model.labels().contains("__label__" + label)) {
                throw part.error(label, "is no label of %s, which has %s".formatted(model.name(), model.labels()));
            }
            labels.put(label, part.real(label, 0.5, 0, 2));
        }
        return labels;
    }

    @Override
    public Outcome apply(Row row) {
        TextView text = new TextView(row.text());
        StringBuilder left = new StringBuilder();
        SequencedMap<String, List<Double>> scores = new LinkedHashMap<>();
        for (String unit : units(text)) {
            Map<String, Double> found = new LinkedHashMap<>();
            for (Prediction p : model.predict(FastTextTaggers.strip(unit).replace("\n", lineFeed), -1, 0)) {
                found.put(p.name(), (double) p.probability());
                scores.computeIfAbsent(p.label(), label -> new ArrayList<>()).add((double) p.probability());
            }
            if (isKept(found)) {
                left.append(unit);
            }
        }
        Document document = row.document().withText(left.toString());
        if (notes) {
            for (Map.Entry<String, List<Double>> entry : scores.entrySet()) {
                double mean = entry.getValue().stream().mapToDouble(d -> d).sum()
                        / entry.getValue().size();
                document = document.withMetadata(entry.getKey(), DoubleNode.valueOf(mean));
            }
        }
        boolean blank = left.codePoints().allMatch(Characters::isSpace);
        return blank ? Outcome.drop("labels") : Outcome.keep(row.with(document));
    }

    private boolean isKept(Map<String, Double> found) {
        Map<String, Double> asked = kept.isEmpty() ? removed : kept;
        boolean any = asked.entrySet().stream()
                .anyMatch(limit -> found.getOrDefault(limit.getKey(), -1.0) >= limit.getValue());
        return kept.isEmpty() != any;
    }

    private List<String> units(TextView text) {
        return switch (mode) {
            case "SENTENCE" -> {
                Slices sentences = Sentences.split(text.points(), text.words());
                List<String> units = new ArrayList<>();
                for (int i = 0; i < sentences.size(); i++) {
                    units.add(text.slice(sentences.start(i), sentences.end(i)));
                }
                yield units;
            }
            case "PARAGRAPH" -> paragraphs(text);
            default -> List.of(text.slice(0, text.points().length));
        };
    }

    /** Lines, each with the blank ones behind it; whatever ends a line becomes a line feed, and one at the end is gone. */
    private static List<String> paragraphs(TextView text) {
        int[] points = text.points();
        Slices lines = Splits.anyLines(points, 0, points.length);
        List<String> paragraphs = new ArrayList<>();
        StringBuilder paragraph = new StringBuilder();
        for (int l = 0; l < lines.size(); l++) {
            if (l > 0 && Splits.stripStart(points, lines.start(l), lines.end(l)) < lines.end(l)) {
                paragraphs.add(paragraph.toString());
                paragraph.setLength(0);
            }
            paragraph.append(text.slice(lines.start(l), lines.end(l))).append(l + 1 < lines.size() ? "\n" : "");
        }
        paragraphs.add(paragraph.toString());
        return paragraphs;
    }
}
