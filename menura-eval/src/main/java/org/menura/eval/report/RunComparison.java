package org.menura.eval.report;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.menura.eval.report.RunResults.Metric;
import org.menura.format.FormatException;

/**
 * The comparison of runs on the documents that they share: each later run beside the first, metric by metric, with a
 * paired test where the documents' values were kept.
 *
 * @param runs at least two
 * @param lines one for each task, metric and later run
 */
public record RunComparison(List<RunResults> runs, List<Line> lines) {
    /** Below this probability a difference is called one. */
    public static final double LEVEL = 0.05;

    private static final long SEED = 1234;

    /**
     * A metric of two runs.
     *
     * @param run number of the later run in the list
     * @param first of the first run
     * @param second of the later one
     * @param documents how many documents were compared; 0 for no test
     * @param outcome of the test; null without one
     * @param adjusted its probability after Holm's correction for all tests of the comparison; NaN without one
     * @param note what keeps the two from being comparable; may be empty
     */
    public record Line(
            String task,
            int run,
            Metric first,
            Metric second,
            int documents,
            PairedTest.@Nullable Outcome outcome,
            double adjusted,
            String note) {
        /** Returns whether the later run is better beyond chance, worse, or neither. */
        public String verdict() {
            PairedTest.Outcome o = outcome;
            if (o == null || Double.isNaN(adjusted)) {
                return "not tested";
            }
            if (adjusted >= LEVEL) {
                return "no difference shown";
            }
            if (first.higherIsBetter() == null) {
                return "differs";
            }
            return o.difference() > 0 == first.higherIsBetter() ? "better" : "worse";
        }

        private Line adjustedTo(double p) {
            return new Line(task, run, first, second, documents, outcome, p, note);
        }
    }

    /**
     * Compares runs.
     *
     * @throws FormatException if there are less than two, or they share no metric
     */
    public static RunComparison of(List<RunResults> runs) {
        if (runs.size() < 2) {
            throw new FormatException("a comparison takes the results of at least two runs");
        }
        List<Line> lines = new ArrayList<>();
        RunResults first = runs.getFirst();
        for (String task : first.tasks().keySet()) {
            for (int run = 1; run < runs.size(); run++) {
                Map<String, Metric> others = new HashMap<>();
                runs.get(run).metrics(task).forEach(m -> others.put(m.key(), m));
                for (Metric m : first.metrics(task)) {
                    Metric other = others.get(m.key());
                    if (other != null) {
                        lines.add(line(task, run, m, other, first, runs.get(run)));
                    }
                }
            }
        }
        if (lines.isEmpty()) {
            throw new FormatException("the runs have no task and metric in common");
        }
        return new RunComparison(List.copyOf(runs), holm(lines));
    }

    private static Line line(String task, int run, Metric a, Metric b, RunResults first, RunResults second) {
        PairedDocuments pairs = PairedDocuments.of(a, first.samples(task), second.samples(task));
        String note = first.version(task).equals(second.version(task))
                ? pairs.note()
                : "the task's version was %s and is %s".formatted(first.version(task), second.version(task));
        PairedTest.Outcome outcome =
                pairs.size() < 2 ? null : pairs.test(a.name(), SEED).orElse(null);
        return new Line(task, run, a, b, outcome == null ? 0 : pairs.size(), outcome, Double.NaN, note);
    }

    /** S. Holm, "A simple sequentially rejective multiple test procedure", 1979. */
    private static List<Line> holm(List<Line> lines) {
        List<Integer> order = new ArrayList<>();
        for (int i = 0; i < lines.size(); i++) {
            if (lines.get(i).outcome != null) {
                order.add(i);
            }
        }
        order.sort((x, y) -> Double.compare(p(lines.get(x)), p(lines.get(y))));
        List<Line> out = new ArrayList<>(lines);
        double most = 0;
        for (int rank = 0; rank < order.size(); rank++) {
            int i = order.get(rank);
            most = Math.max(most, Math.min(1, p(lines.get(i)) * (order.size() - rank)));
            out.set(i, lines.get(i).adjustedTo(most));
        }
        return List.copyOf(out);
    }

    private static double p(Line line) {
        PairedTest.Outcome o = line.outcome;
        return o == null ? Double.NaN : o.p();
    }

    /** Returns the comparison as Markdown. */
    public String markdown() {
        StringBuilder out = new StringBuilder();
        for (int i = 0; i < runs.size(); i++) {
            out.append("%s: %s%s\n".formatted(letter(i), runs.get(i).model(), where(runs.get(i))));
        }
        List<List<String>> rows = new ArrayList<>();
        for (Line line : lines) {
            PairedTest.Outcome o = line.outcome;
            rows.add(List.of(
                    line.task,
                    line.first.key(),
                    ResultsTable.arrow(line.first),
                    letter(0) + " " + ResultsTable.number(line.first.value()),
                    letter(line.run) + " " + ResultsTable.number(line.second.value()),
                    o == null ? "" : String.format(Locale.ROOT, "%+.4f", o.difference()),
                    o == null ? "" : String.format(Locale.ROOT, "%+.4f to %+.4f", o.low(), o.high()),
                    o == null ? "" : probability(o.p()),
                    o == null ? "" : probability(line.adjusted),
                    o == null ? "" : Integer.toString(line.documents),
                    line.note.isEmpty() ? line.verdict() : line.verdict() + "; " + line.note));
        }
        out.append('\n')
                .append(ResultsTable.table(
                        List.of(
                                "Task",
                                "Metric",
                                "",
                                "first",
                                "other",
                                "difference",
                                "95 %",
                                "p",
                                "p (Holm)",
                                "n",
                                "verdict"),
                        rows));
        for (RunResults run : runs) {
            ResultsTable.note(run).forEach(s -> out.append("\n%s: %s\n".formatted(run.model(), s)));
        }
        out.append(
                "\nDifferences are those on the documents that both runs have; p by McNemar's exact test where"
                        + " answers are right or wrong,\notherwise by a paired bootstrap; p (Holm) allows for the number of tests.\n");
        return out.toString();
    }

    private static String where(RunResults run) {
        return run.file() == null ? "" : " (" + run.file() + ")";
    }

    static String letter(int run) {
        return run < 26 ? Character.toString('A' + run) : "R" + run;
    }

    static String probability(double p) {
        return p < 0.0001 ? String.format(Locale.ROOT, "%.1e", p) : String.format(Locale.ROOT, "%.4f", p);
    }

    /** Returns the comparison as JSON. */
    public ObjectNode toJson() {
        ObjectNode out = JsonNodeFactory.instance.objectNode();
        ArrayNode models = out.putArray("runs");
        for (RunResults run : runs) {
            ObjectNode model = models.addObject().put("model", run.model());
            if (run.file() != null) {
                model.put("file", run.file().toString());
            }
            run.limit().ifPresent(limit -> model.put("limit", limit));
        }
        ArrayNode all = out.putArray("comparisons");
        for (Line line : lines) {
            ObjectNode o = all.addObject()
                    .put("task", line.task)
                    .put("metric", line.first.key())
                    .put("run", line.run)
                    .put("first", line.first.value())
                    .put("other", line.second.value())
                    .put("verdict", line.verdict())
                    .put("note", line.note);
            PairedTest.Outcome outcome = line.outcome;
            if (outcome != null) {
                o.put("n", line.documents)
                        .put("difference", outcome.difference())
                        .put("low", outcome.low())
                        .put("high", outcome.high())
                        .put("p", outcome.p())
                        .put("p_holm", line.adjusted)
                        .put("test", outcome.how());
            }
        }
        return out;
    }
}
