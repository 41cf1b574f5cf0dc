package org.menura.eval.report;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.menura.eval.report.RunResults.Metric;

/** Results as the Markdown table that lm-evaluation-harness prints. */
public final class ResultsTable {
    private static final List<String> HEAD =
            List.of("Tasks", "Version", "Filter", "n-shot", "Metric", "", "Value", "", "Stderr", "n");

    private static final int DIGITS = 4;

    private ResultsTable() {}

    /** Returns the table of all tasks and groups, with a sentence below if the tasks were cut. */
    public static String markdown(RunResults results) {
        StringBuilder out = new StringBuilder(table(HEAD, rows(results)));
        note(results).forEach(sentence -> out.append('\n').append(sentence).append('\n'));
        return out.toString();
    }

    /** Returns what must be said beside every number of the results. */
    static List<String> note(RunResults results) {
        String sentence = "%s: %s alone, so these are no figures for the model";
        if (results.isOfSamples()) {
            return List.of(sentence.formatted("samples", "the documents that were asked for"));
        }
        return results.limit()
                .map(limit -> List.of(sentence.formatted("limit: " + limit, "the first documents of each task")))
                .orElse(List.of());
    }

    private static List<List<String>> rows(RunResults results) {
        List<List<String>> rows = new ArrayList<>();
        for (Map.Entry<String, Integer> task : results.tasks().entrySet()) {
            String name = task.getKey();
            String shown = task.getValue() == 0
                    ? results.alias(name)
                    : " ".repeat(task.getValue()) + "- " + results.alias(name);
            String version = results.version(name);
            for (Metric m : results.metrics(name)) {
                boolean hasError = !Double.isNaN(m.error());
                rows.add(List.of(
                        shown,
                        version,
                        m.filter(),
                        results.shots(name),
                        m.name(),
                        arrow(m),
                        number(m.value()),
                        hasError ? "±" : "",
                        hasError ? number(m.error()) : "",
                        documents(results, name)));
                shown = "";
                version = "";
            }
            if (results.metrics(name).isEmpty()) {
                rows.add(List.of(shown, version, "", results.shots(name), "", "", "", "", "", ""));
            }
        }
        return rows;
    }

    static String arrow(Metric m) {
        return m.higherIsBetter() == null ? "" : m.higherIsBetter() ? "↑" : "↓";
    }

    static String number(double value) {
        if (!Double.isFinite(value)) {
            return Double.isNaN(value) ? "N/A" : value > 0 ? "inf" : "-inf";
        }
        return new BigDecimal(value).setScale(DIGITS, RoundingMode.HALF_EVEN).toPlainString(); // as Python rounds
    }

    /** How many documents counted; of how many, if not all did. */
    static String documents(RunResults results, String task) {
        return results.documents(task)
                .map(n -> n[0] == n[1] ? Integer.toString(n[0]) : n[0] + " of " + n[1])
                .orElse("");
    }

    /** Lays out a table in Markdown; columns of numbers end at the same place. */
    static String table(List<String> head, List<List<String>> rows) {
        int columns = head.size();
        int[] widths = new int[columns];
        boolean[] right = new boolean[columns];
        for (int c = 0; c < columns; c++) {
            widths[c] = Math.max(1, head.get(c).length());
            right[c] = !rows.isEmpty() && !head.get(c).isEmpty();
            for (List<String> row : rows) {
                widths[c] = Math.max(widths[c], row.get(c).length());
                right[c] &= row.get(c).isEmpty() || row.get(c).matches("[-+]?\\d.*|N/A|-?inf");
            }
        }
        for (int c = 0; c < columns; c++) {
            widths[c] = Math.max(right[c] ? 2 : 1, widths[c]); // room for a dash beside the colon
        }
        StringBuilder out = new StringBuilder();
        line(out, head, widths, right);
        for (int c = 0; c < columns; c++) {
            out.append('|')
                    .append("-".repeat(right[c] ? widths[c] - 1 : widths[c]))
                    .append(right[c] ? ":" : "");
        }
        out.append("|\n");
        rows.forEach(row -> line(out, row, widths, right));
        return out.toString();
    }

    private static void line(StringBuilder out, List<String> cells, int[] widths, boolean[] right) {
        for (int c = 0; c < cells.size(); c++) {
            String pad = " ".repeat(widths[c] - cells.get(c).length());
            out.append('|').append(right[c] ? pad + cells.get(c) : cells.get(c) + pad);
        }
        out.append("|\n");
    }
}
