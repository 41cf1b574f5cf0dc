package org.menura.verify.metric;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.BiConsumer;
import java.util.stream.IntStream;
import org.menura.eval.metric.Aggregation;
import org.menura.eval.metric.Aggregations;
import org.menura.eval.metric.Calibration;
import org.menura.eval.metric.ClassProbabilities;
import org.menura.eval.metric.Classification;
import org.menura.eval.metric.ConformalSets;
import org.menura.eval.metric.Ranking;
import org.menura.eval.metric.StandardErrors;
import org.menura.format.FormatException;
import org.menura.format.python.Numpy;
import org.menura.format.python.Python;
import org.menura.format.python.PythonTuple;
import org.menura.verify.Check;

/** Logits and labels with figures of calibration, ranking and conformal sets, and log-likelihoods with their errors. */
final class CalibrationRecords implements MetricRecords {
    /** Where a minimum was searched for. */
    private static final double SEARCHED = 1e-5;

    private static final int BINS = 10;

    @Override
    public boolean recognises(JsonNode first) {
        return first.path("logits").isArray() && first.path("labels").isArray();
    }

    @Override
    public List<Check> check(List<JsonNode> records) {
        return records.stream().map(CalibrationRecords::check).toList();
    }

    private static Check check(JsonNode record) {
        Figures figures = new Figures("calibration " + record.path("case").asText(""), record);
        try {
            double[][] logits = new double[record.path("logits").size()][];
            Arrays.setAll(logits, i -> numbers(record.path("logits").path(i)));
            int[] labels = Arrays.stream(numbers(record.path("labels")))
                    .mapToInt(d -> (int) d)
                    .toArray();
            classes(figures, logits, labels);
            likelihoods(figures, record);
        } catch (FormatException e) {
            figures.fail(String.valueOf(e.getMessage()));
        }
        return figures.check();
    }

    private static double[] numbers(JsonNode node) {
        return IntStream.range(0, node.size())
                .mapToDouble(i -> node.get(i).isTextual()
                        ? Double.parseDouble(node.get(i).asText())
                        : node.get(i).doubleValue())
                .toArray();
    }

    private static void classes(Figures figures, double[][] logits, int[] labels) {
        ClassProbabilities probabilities = ClassProbabilities.ofLogits(logits, labels, 1);
        List<Object> gold = boxed(labels);
        List<Object> predicted = boxed(probabilities.predicted());
        Classification classification = Classification.of(gold, predicted);
        figures.number("accuracy", classification.accuracy());
        figures.number("macro_f1", classification.macroF1());
        figures.number("weighted_f1", classification.weightedF1());
        figures.number("mcc", classification.matthews());
        figures.number("lmeval_mcc", classification.matthews());
        List<Object> pairs = new ArrayList<>();
        for (int i = 0; i < labels.length; i++) {
            pairs.add(PythonTuple.of(gold.get(i), predicted.get(i)));
        }
        if (figures.has("lmeval_f1")) {
            figures.number("lmeval_f1", classification.binaryF1());
        }
        bootstraps(figures, "lmeval_f1_bootstrap_stderr_", "f1", pairs);
        bootstraps(figures, "lmeval_mcc_bootstrap_stderr_", "matthews_corrcoef", pairs);
        figures.number("nll", probabilities.negativeLogLikelihood());
        figures.number("brier_multiclass", probabilities.brier());
        double[] correct = probabilities.correct();
        figures.number("mean_stderr_lmeval", StandardErrors.ofMean(correct));
        List<Object> right = new ArrayList<>();
        for (double one : correct) {
            right.add(one);
        }
        bootstraps(figures, "median_bootstrap_stderr_", "median", right);
        confidences(figures, probabilities.confidences(), correct);
        if (figures.has("temperature")) {
            double temperature = Calibration.temperature(logits, labels);
            ClassProbabilities scaled = ClassProbabilities.ofLogits(logits, labels, temperature);
            figures.number("temperature", temperature, SEARCHED);
            figures.number("nll_at_temperature", scaled.negativeLogLikelihood(), SEARCHED);
            figures.number(
                    "ece_width_10_at_temperature",
                    Calibration.error(Calibration.equalWidth(scaled.confidences(), scaled.correct(), BINS)),
                    SEARCHED);
        }
        ranking(figures, probabilities);
        conformal(figures, probabilities);
    }

    private static List<Object> boxed(int[] values) {
        List<Object> boxed = new ArrayList<>();
        for (int value : values) {
            boxed.add((long) value);
        }
        return boxed;
    }

    private static void confidences(Figures figures, double[] confidences, double[] correct) {
        numbered(
                figures,
                "ece_width_",
                (field, bins) ->
                        figures.number(field, Calibration.error(Calibration.equalWidth(confidences, correct, bins))));
        numbered(
                figures,
                "ece_mass_",
                (field, bins) ->
                        figures.number(field, Calibration.error(Calibration.equalMass(confidences, correct, bins))));
        numbered(
                figures,
                "helm_ece_em_",
                (field, bins) -> figures.number(field, Calibration.helmError(confidences, correct, bins)));
        table(figures, "ece_width_table", Calibration.equalWidth(confidences, correct, BINS), true);
        table(figures, "ece_mass_table", Calibration.equalMass(confidences, correct, BINS), false);
        figures.number("risk_coverage_area", Calibration.riskCoverageArea(confidences, correct));
        figures.number("selective_accuracy_at_10pct", Calibration.selectiveAccuracy(confidences, correct, 0.1));
    }

    private static void table(Figures figures, String field, List<Calibration.Bin> bins, boolean withIndex) {
        if (!figures.has(field)) {
            return;
        }
        JsonNode table = figures.get(field);
        figures.equal(field + " rows", table.size(), bins.size());
        for (int i = 0; i < Math.min(table.size(), bins.size()); i++) {
            int at = 0;
            if (withIndex) {
                figures.number(
                        field + " bin", table.get(i).path(at++), bins.get(i).index());
            }
            figures.number(
                    field + " count", table.get(i).path(at++), bins.get(i).count());
            figures.number(
                    field + " confidence", table.get(i).path(at++), bins.get(i).confidence());
            figures.number(
                    field + " accuracy", table.get(i).path(at), bins.get(i).accuracy());
        }
    }

    private static void ranking(Figures figures, ClassProbabilities probabilities) {
        if (probabilities.classes() == 2) {
            double[] scores = probabilities.ofClass(1);
            boolean[] positive = Ranking.isClass(probabilities.labels(), 1);
            if (figures.has("auroc")) {
                figures.number("auroc", Ranking.auroc(scores, positive));
            }
            figures.number("average_precision", Ranking.averagePrecision(scores, positive));
            figures.number("brier", binaryBrier(scores, positive));
        }
        if (figures.has("auroc_ovr_macro")) {
            figures.number("auroc_ovr_macro", Ranking.aurocOneVersusRest(probabilities));
        }
    }

    private static double binaryBrier(double[] scores, boolean[] positive) {
        double[] squares = new double[scores.length];
        Arrays.setAll(squares, i -> Math.pow(scores[i] - (positive[i] ? 1 : 0), 2));
        return Numpy.mean(squares);
    }

    private static void conformal(Figures figures, ClassProbabilities all) {
        int half = all.size() / 2;
        ClassProbabilities calibration = part(all, 0, half);
        ClassProbabilities rest = part(all, half, all.size());
        for (ConformalSets.Score score : ConformalSets.Score.values()) {
            String prefix = "conformal_" + score.name().toLowerCase(Locale.ROOT) + "_";
            for (String field : figures.fields()) {
                if (field.matches(prefix + "0?\\.\\d+") && figures.has(field)) {
                    double alpha = Double.parseDouble(field.substring(prefix.length()));
                    conformal(figures, field, ConformalSets.calibrate(score, calibration, alpha), rest);
                }
            }
        }
    }

    private static ClassProbabilities part(ClassProbabilities all, int from, int to) {
        return new ClassProbabilities(
                Arrays.copyOfRange(all.values(), from, to), Arrays.copyOfRange(all.labels(), from, to));
    }

    private static void conformal(Figures figures, String field, ConformalSets sets, ClassProbabilities documents) {
        JsonNode expected = figures.get(field);
        if (expected.has("k")) {
            figures.number(field + " k", expected.get("k"), sets.rank());
        }
        figures.number(field + " quantile", expected.path("quantile"), sets.quantile());
        if (expected.has("coverage")) {
            figures.number(field + " coverage", expected.get("coverage"), sets.coverage(documents));
        }
        if (expected.has("mean_size")) {
            figures.number(field + " mean_size", expected.get("mean_size"), sets.meanSize(documents));
        }
        List<Object> actual = new ArrayList<>();
        for (double[] row : documents.values()) {
            actual.add(sets.of(row).toString());
        }
        List<Object> recorded = new ArrayList<>();
        expected.path("sets").forEach(set -> recorded.add(Python.repr(Python.fromJson(set))));
        figures.equal(field + " sets", recorded, actual);
    }

    private static void likelihoods(Figures figures, JsonNode record) {
        if (!record.path("loglik").isArray()) {
            return;
        }
        List<Object> values = new ArrayList<>();
        for (double value : numbers(record.get("loglik"))) {
            values.add(value);
        }
        figures.number("perplexity", Aggregations.named("perplexity").of(values).doubleValue());
        bootstraps(figures, "perplexity_bootstrap_stderr_", "perplexity", values);
        List<Object> weighted = new ArrayList<>();
        record.path("weighted_items").forEach(pair -> weighted.add(PythonTuple.of(numbers(pair)[0], numbers(pair)[1])));
        for (String name : List.of("weighted_perplexity", "bits_per_byte")) {
            numbered(figures, name + "_", (field, count) -> {
                List<Object> first = weighted.subList(0, Math.min(count, weighted.size()));
                figures.number(field, Aggregations.named(name).of(first).doubleValue());
            });
        }
    }

    /** Calls for each recorded field whose name is a prefix with a number behind it. */
    private static void numbered(Figures figures, String prefix, BiConsumer<String, Integer> each) {
        for (String field : figures.fields()) {
            String rest = field.startsWith(prefix) ? field.substring(prefix.length()) : "";
            if (rest.matches("\\d{1,6}") && figures.has(field)) {
                each.accept(field, Integer.parseInt(rest));
            }
        }
    }

    /** The number of draws stands at the end of the field's name. */
    private static void bootstraps(Figures figures, String prefix, String aggregation, List<Object> scores) {
        Aggregation function = Aggregations.named(aggregation);
        numbered(
                figures,
                prefix,
                (field, draws) -> figures.number(field, StandardErrors.bootstrap(function, scores, draws)));
    }
}
