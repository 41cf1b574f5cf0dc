package org.menura.data.tag;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.menura.data.fasttext.FastText;
import org.menura.data.fasttext.Prediction;
import org.menura.data.text.Slices;
import org.menura.data.text.Splits;

/** Tells lines of code, comment and prose apart by a fastText classifier, as Dolma's {@code code_composition} does. */
final class CodeComposition {
    private static final String OTHER = "other";

    private final FastText model;

    CodeComposition(FastText model) {
        this.model = model;
    }

    private static final class Tally {
        int lines;
        double entropy;
    }

    void tag(TaggedText text, SpanSink out) {
        int[] points = text.points();
        Slices lines = Splits.anyLines(points, 0, points.length);
        Map<String, Tally> tallies = new LinkedHashMap<>();
        String before = "";
        int boundaries = 0;
        int all = 0;
        for (int i = 0; i < lines.size(); i++) {
            int end = Splits.stripEnd(points, lines.start(i), lines.end(i));
            int start = Splits.stripStart(points, lines.start(i), end);
            if (start == end) {
                continue;
            }
            List<Prediction> predictions =
                    end - start > 3 ? model.predict(text.view().slice(start, end), -1, 0) : List.of();
            String label = predictions.isEmpty()
                    ? OTHER
                    : stripped(predictions.getFirst().label());
            Tally tally = tallies.computeIfAbsent(label, l -> new Tally());
            tally.lines++;
            tally.entropy += entropy(predictions);
            all++;
            boundaries += isEither(before) && isEither(label) && !label.equals(before) ? 1 : 0;
            before = label;
        }
        int length = points.length;
        out.add("boundaries", 0, length, boundaries);
        for (Map.Entry<String, Tally> entry : tallies.entrySet()) {
            Tally tally = entry.getValue();
            out.add(entry.getKey() + "_pct", 0, length, Math.rint(100.0 * tally.lines / all) / 100);
            out.add(entry.getKey(), 0, length, tally.lines);
            out.add(entry.getKey() + "_entropy", 0, length, tally.entropy / tally.lines);
        }
    }

    private static boolean isEither(String label) {
        return label.equals("code") || label.equals("prose");
    }

    /** The label without any of the characters of {@code __label__} at its beginning, which is what Dolma strips. */
    private static String stripped(String label) {
        int start = 0;
        while (start < label.length() && "_label".indexOf(label.charAt(start)) >= 0) {
            start++;
        }
        return label.substring(start);
    }

    private static double entropy(List<Prediction> predictions) {
        double entropy = 0;
        for (Prediction prediction : predictions) {
            double p = prediction.probability();
            entropy -= p > 0 ? p * Math.log(p) / Math.log(2) : 0;
        }
        return entropy;
    }
}
