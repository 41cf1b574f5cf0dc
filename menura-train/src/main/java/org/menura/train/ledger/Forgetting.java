package org.menura.train.ledger;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.menura.format.OutputFile;

/**
 * A report on catastrophic forgetting: the metric of each task after each task of a sequence. Average and backward
 * transfer are those of "Gradient Episodic Memory" (arXiv 1706.08840, section 2), forgetting that of "Riemannian Walk"
 * (arXiv 1801.10112, section 3). Where the measure is a loss, signs are turned, so that a positive transfer is a gain
 * always.
 *
 * @param tasks in the order in which they were learned
 * @param metric that the table shows
 * @param values values of the metric by the number of tasks learned, from 0, and by task
 */
public record Forgetting(List<String> tasks, String metric, List<List<Double>> values) {
    /** The prefix of the names of tasks' evaluations. */
    public static final String PREFIX = "task:";

    /** The name of the metric with the number of tasks learned so far. */
    public static final String LEARNED = "learned";

    private static final List<String> METRICS = List.of("f1", "accuracy", "loss");

    /**
     * Reads the report from a ledger's evaluations, as far as they go; empty if the run has no sequence of tasks.
     *
     * @throws IOException if the ledger can't be read
     */
    public static Optional<Forgetting> of(LedgerReader ledger) throws IOException {
        List<EvaluationRecord> records = ledger.evaluations().stream()
                .filter(r -> r.name().startsWith(PREFIX) && r.metrics().containsKey(LEARNED))
                .toList();
        if (records.isEmpty()) {
            return Optional.empty();
        }
        List<String> tasks = records.stream()
                .map(r -> r.name().substring(PREFIX.length()))
                .distinct()
                .toList();
        String metric = METRICS.stream()
                .filter(m -> records.getFirst().metrics().containsKey(m))
                .findFirst()
                .orElse("loss");
        List<List<Double>> values = new ArrayList<>();
        for (int from = 0; from + tasks.size() <= records.size(); from += tasks.size()) {
            values.add(records.subList(from, from + tasks.size()).stream()
                    .map(r -> r.metrics().getOrDefault(metric, Double.NaN))
                    .toList());
        }
        return Optional.of(new Forgetting(tasks, metric, values));
    }

    /** Returns whether the metric is a loss, of which lower values are better. */
    public boolean isLoss() {
        return metric.equals("loss");
    }

    /** Returns the number of tasks learned. */
    public int learned() {
        return values.size() - 1;
    }

    /** Returns the average metric at the end over all tasks learned. */
    public double average() {
        return IntStream.range(0, learned())
                .mapToDouble(t -> values.getLast().get(t))
                .average()
                .orElse(Double.NaN);
    }

    /**
     * Returns the backward transfer: the mean gain of earlier tasks while later ones were learned; negative if they got
     * worse.
     */
    public double backwardTransfer() {
        double sign = isLoss() ? -1 : 1;
        return IntStream.range(0, learned() - 1)
                .mapToDouble(
                        t -> sign * (values.getLast().get(t) - values.get(t + 1).get(t)))
                .average()
                .orElse(Double.NaN);
    }

    /**
     * Returns the forgetting: the mean drop of earlier tasks below their best value at any time since they were
     * learned.
     */
    public double forgetting() {
        double sign = isLoss() ? -1 : 1;
        return IntStream.range(0, learned() - 1)
                .mapToDouble(t -> IntStream.range(t + 1, learned())
                                .mapToDouble(after -> sign * values.get(after).get(t))
                                .max()
                                .orElse(Double.NaN)
                        - sign * values.getLast().get(t))
                .average()
                .orElse(Double.NaN);
    }

    /** Formats the table and its averages as Markdown. */
    public String markdown() {
        StringBuilder out = new StringBuilder();
        out.append("| %s | %s |\n".formatted(metric, String.join(" | ", tasks)));
        out.append("|---|%s\n".formatted("---:|".repeat(tasks.size())));
        for (int row = 0; row < values.size(); row++) {
            out.append("| %s | %s |\n".formatted(rowName(row), joined(values.get(row), " | ", "%.4f")));
        }
        if (learned() > 0) {
            out.append(String.format(
                    Locale.ROOT, "\nAverage of the tasks learned: %.4f%s\n", average(), isLoss() ? " (a loss)" : ""));
        }
        if (learned() > 1) {
            out.append(String.format(
                    Locale.ROOT,
                    "Backward transfer: %.4f (above 0: later tasks helped earlier ones)\nForgetting: %.4f\n",
                    backwardTransfer(),
                    forgetting()));
        }
        return out.toString();
    }

    /** Formats the table as CSV. */
    public String csv() {
        StringBuilder out = new StringBuilder("after," + String.join(",", tasks) + "\n");
        for (int row = 0; row < values.size(); row++) {
            out.append(row == 0 ? "" : tasks.get(row - 1))
                    .append(',')
                    .append(joined(values.get(row), ",", "%s"))
                    .append('\n');
        }
        return out.toString();
    }

    private String rowName(int row) {
        return row == 0 ? "before" : "after " + tasks.get(row - 1);
    }

    private static String joined(List<Double> row, String between, String format) {
        return row.stream().map(v -> String.format(Locale.ROOT, format, v)).collect(Collectors.joining(between));
    }

    /**
     * Writes {@code forgetting.md}, {@code forgetting.csv} and plots into a run's folder.
     *
     * @return the report, if the run has a sequence of tasks
     * @throws IOException if the ledger can't be read or the files can't be written
     */
    public static Optional<Forgetting> write(LedgerReader ledger) throws IOException {
        Optional<Forgetting> report = of(ledger);
        if (report.isPresent()) {
            Forgetting forgetting = report.get();
            write(ledger.folder().resolve(LedgerFiles.FORGETTING + ".md"), forgetting.markdown());
            write(ledger.folder().resolve(LedgerFiles.FORGETTING + ".csv"), forgetting.csv());
            ForgettingPlot.draw(forgetting, ledger.folder().resolve(LedgerFiles.PLOTS));
        }
        return report;
    }

    private static void write(Path file, String text) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        OutputFile.write(file, bytes);
    }
}
