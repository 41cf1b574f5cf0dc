package org.menura.verify.detection;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.Arrays;
import java.util.Iterator;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.menura.eval.metric.Ranking;
import org.menura.format.FormatException;
import org.menura.verify.Check;
import org.menura.verify.metric.Figures;

/** Scores of human and machine texts, and how well they tell them apart by scikit-learn. */
final class CurveRecord {
    private static final Pattern PARTIAL = Pattern.compile("partial_auc_max_fpr_(\\d+)_(\\d+)");

    private CurveRecord() {}

    static Check check(JsonNode record, String where) {
        double[] real = values(record, "real", where);
        double[] samples = values(record, "samples", where);
        double[] scores = new double[real.length + samples.length];
        System.arraycopy(real, 0, scores, 0, real.length);
        System.arraycopy(samples, 0, scores, real.length, samples.length);
        boolean[] positive = new boolean[scores.length];
        Arrays.fill(positive, real.length, scores.length, true);

        String name = record.path("file").isTextual() ? record.path("file").asText() : where;
        Figures figures = new Figures(name, record);
        double area = Ranking.auroc(scores, positive);
        for (String field : new String[] {"roc_auc", "roc_auc_score", "shipped_roc_auc"}) {
            figures.number(field, area);
        }
        double precision = Ranking.precisionRecallArea(scores, positive);
        figures.number("pr_auc", precision);
        figures.number("shipped_pr_auc", precision);
        JsonNode rates = figures.get("tpr_at_fpr");
        for (Iterator<Map.Entry<String, JsonNode>> all = rates.fields(); all.hasNext(); ) {
            Map.Entry<String, JsonNode> rate = all.next();
            double limit = ScoredText.number(TextNode.valueOf(rate.getKey()), "tpr_at_fpr", where);
            figures.number(
                    "tpr_at_fpr " + rate.getKey(), rate.getValue(), Ranking.truePositiveRate(scores, positive, limit));
        }
        for (String field : figures.fields()) {
            Matcher partial = PARTIAL.matcher(field);
            if (partial.matches()) {
                double limit = Double.parseDouble(partial.group(1) + "." + partial.group(2));
                figures.number(field, Ranking.partialAuroc(scores, positive, limit));
            }
        }
        return figures.check();
    }

    private static double[] values(JsonNode record, String member, String where) {
        JsonNode list = record.path(member);
        if (!list.isArray() || list.isEmpty()) {
            throw new FormatException("%s: %s is no list of scores".formatted(where, member));
        }
        double[] out = new double[list.size()];
        for (int i = 0; i < out.length; i++) {
            out[i] = ScoredText.number(list.get(i), member, where);
        }
        return out;
    }
}
