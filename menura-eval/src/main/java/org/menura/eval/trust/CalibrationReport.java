package org.menura.eval.trust;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.menura.eval.metric.Calibration;
import org.menura.eval.run.EvaluationResults;
import org.menura.eval.run.SampleResult;
import org.menura.format.python.PythonTuple;

/**
 * How well a model knows what it knows, for tasks with choices: a question's confidence is the softmax of its choices' log-likelihoods at
 * the greatest one, as in HELM.
 *
 * @param rows by task
 */
public record CalibrationReport(List<Row> rows) {
    /**
     * A task.
     *
     * @param accuracy of the most likely choice
     * @param confidence on average
     * @param error expected calibration error in ten bins with as many questions each ({@code ece_10_bin})
     * @param errorOneBin in one bin: the distance of mean confidence and accuracy ({@code ece_1_bin})
     * @param platt the curve that calibrates it; null where all answers are right or all wrong
     * @param plattError {@code error} after that, on the same questions
     * @param selectiveArea the mean accuracy over all coverages ({@code selective_cov_acc_area})
     * @param selectiveAccuracy the accuracy on the tenth with the greatest confidences ({@code selective_acc@10})
     * @param bins mean confidence and accuracy of each bin, for a plot
     */
    public record Row(
            String task,
            int questions,
            double accuracy,
            double confidence,
            double error,
            double errorOneBin,
            @Nullable PlattScaling platt,
            double plattError,
            double plattErrorOneBin,
            double brier,
            double selectiveArea,
            double selectiveAccuracy,
            List<Calibration.Bin> bins) {}

    /** Reads confidences off results. Tasks without choices, and those whose answers are generated, have none and are left out. */
    public static CalibrationReport of(EvaluationResults results) {
        List<Row> rows = new ArrayList<>();
        results.documents().forEach((task, documents) -> {
            List<double[]> points = new ArrayList<>();
            String filter = documents.isEmpty() ? "" : documents.getFirst().filter();
            for (SampleResult document : documents) {
                double[] point = document.filter().equals(filter) ? point(document) : null;
                if (point != null) {
                    points.add(point);
                }
            }
            if (!points.isEmpty()) {
                rows.add(row(
                        task,
                        points.stream().mapToDouble(p -> p[0]).toArray(),
                        points.stream().mapToDouble(p -> p[1]).toArray()));
            }
        });
        return new CalibrationReport(rows);
    }

    /** Measures confidences and whether the predictions were right (1) or wrong (0). */
    public static Row row(String task, double[] confidences, double[] correct) {
        double right = Arrays.stream(correct).sum();
        boolean both = right > 0 && right < correct.length;
        PlattScaling platt = both ? PlattScaling.fit(confidences, correct) : null;
        double[] scaled = platt == null ? confidences : platt.apply(confidences);
        double brier = 0;
        for (int i = 0; i < correct.length; i++) {
            brier += (confidences[i] - correct[i]) * (confidences[i] - correct[i]);
        }
        double[] selective = selective(confidences, correct);
        return new Row(
                task,
                correct.length,
                right / correct.length,
                Arrays.stream(confidences).average().orElse(Double.NaN),
                Calibration.helmError(confidences, correct, 10),
                oneBin(confidences, correct),
                platt,
                platt == null ? 0 : Calibration.helmError(scaled, correct, 10),
                platt == null ? 0 : oneBin(scaled, correct),
                brier / correct.length,
                selective[0],
                selective[1],
                Calibration.equalMass(confidences, correct, 10));
    }

    private static double oneBin(double[] confidences, double[] correct) {
        return Math.abs(Arrays.stream(confidences).average().orElse(0)
                - Arrays.stream(correct).average().orElse(0));
    }

    /** The mean of the accuracies on the k most confident questions for every k, and that on the first tenth and one more. */
    private static double[] selective(double[] confidences, double[] correct) {
        Integer[] order = new Integer[correct.length];
        Arrays.setAll(order, i -> i);
        Arrays.sort(order, (a, b) -> Double.compare(confidences[b], confidences[a]));
        double area = 0;
        double top = 0;
        double right = 0;
        for (int k = 0; k < order.length; k++) {
            right += correct[order[k]];
            double accuracy = right / (k + 1);
            area += accuracy;
            if (k == (int) (0.1 * order.length)) {
                top = accuracy;
            }
        }
        return new double[] {area / order.length, top};
    }

    /** The confidence of a document's prediction and whether that is right; null where it has no choices. */
    static double @Nullable [] point(SampleResult document) {
        List<Double> values = new ArrayList<>();
        for (int i = 0; i < document.responses().size(); i++) {
            List<Object> asked = document.arguments().get(i);
            Double value = value(document.responses().get(i));
            if (value == null) {
                return null;
            }
            // Requests of mutual information ask for the choice without the question as well.
            if (!String.valueOf(asked.getFirst()).isEmpty()) {
                values.add(value);
            }
        }
        Double correct = correct(document.metrics());
        if (values.size() < 2 || correct == null) {
            return null;
        }
        double most = values.stream().mapToDouble(Double::doubleValue).max().orElse(0);
        double sum = values.stream().mapToDouble(v -> Math.exp(v - most)).sum();
        return new double[] {1 / sum, correct};
    }

    private static @Nullable Double value(List<Object> repeats) {
        Object first = repeats.isEmpty() ? null : repeats.getFirst();
        return first instanceof PythonTuple tuple && tuple.items().getFirst() instanceof Double value ? value : null;
    }

    private static @Nullable Double correct(Map<String, @Nullable Object> metrics) {
        for (String name : List.of("acc", "exact_match")) {
            Object value = metrics.get(name);
            Double number = Robustness.number(value);
            if (number != null && (number == 0 || number == 1)) {
                return number;
            }
        }
        return null;
    }

    /** Writes a table. */
    public String markdown() {
        StringBuilder out = new StringBuilder(
                "| task | n | accuracy | confidence | ECE, 10 bins | 1 bin | after Platt, 10 bins | Brier | accuracy over coverage |"
                        + " accuracy at 10 % |\n|---|---:|---:|---:|---:|---:|---:|---:|---:|---:|\n");
        for (Row row : rows) {
            out.append("| %s | %d | %.4f | %.4f | %.4f | %.4f | %.4f | %.4f | %.4f | %.4f |%n"
                    .formatted(
                            row.task(),
                            row.questions(),
                            row.accuracy(),
                            row.confidence(),
                            row.error(),
                            row.errorOneBin(),
                            row.plattError(),
                            row.brier(),
                            row.selectiveArea(),
                            row.selectiveAccuracy()));
        }
        if (rows.isEmpty()) {
            return "Calibration: none of the tasks asks for likelihoods of choices, and an answer in words has no confidence.\n";
        }
        if (rows.stream().anyMatch(r -> r.questions() < 300)) {
            out.append("\nWith fewer than 300 questions the error in ten bins is mostly noise.\n");
        }
        return out.toString();
    }
}
