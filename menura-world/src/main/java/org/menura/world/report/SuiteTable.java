package org.menura.world.report;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.SequencedMap;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.menura.eval.report.HtmlReport;

/** Results of a suite as a table, in Markdown or on a page. */
public final class SuiteTable {
    private SuiteTable() {}

    /** A row: texts, of which those after the second are numbers. */
    private record Table(List<String> head, List<List<String>> rows) {}

    private static Table table(SuiteResults results) {
        int trials = results.settings().trials();
        List<SequencedMap<String, GroupScores>> scores =
                results.agents().stream().map(SuiteResults.AgentRun::scores).toList();
        Set<String> metrics = new TreeSet<>();
        Set<String> groups = new LinkedHashSet<>();
        scores.forEach(of -> of.forEach((group, s) -> {
            groups.add(group);
            metrics.addAll(s.metrics().keySet());
        }));
        List<String> head = new ArrayList<>(List.of("Group", "Agent", "n", "score", "95 %", "pass^1"));
        if (trials > 1) {
            head.add("pass^" + trials);
            head.add("pass@" + trials);
        }
        head.addAll(metrics);
        head.addAll(List.of("questions", "tokens read", "written", "s/trial", "failed"));
        List<List<String>> rows = new ArrayList<>();
        for (String group : groups) {
            for (int a = 0; a < scores.size(); a++) {
                GroupScores s = scores.get(a).get(group);
                if (s != null) {
                    rows.add(row(group, results.agents().get(a), s, metrics, trials));
                }
            }
        }
        return new Table(head, rows);
    }

    private static List<String> row(
            String group, SuiteResults.AgentRun agent, GroupScores s, Set<String> metrics, int trials) {
        List<String> row = new ArrayList<>(List.of(
                group,
                agent.agent(),
                Integer.toString(s.tasks()),
                number("%.3f", s.score()),
                number("%.3f", s.interval().low()) + " to "
                        + number("%.3f", s.interval().high()),
                number("%.3f", s.passAll().getFirst())));
        if (trials > 1) {
            row.add(number("%.3f", s.passAll().getLast()));
            row.add(number("%.3f", s.passAny().getLast()));
        }
        for (String metric : metrics) {
            row.add(s.metrics().containsKey(metric) ? number("%.3f", s.metrics().get(metric)) : "");
        }
        boolean isAll = group.equals(SuiteResults.ALL);
        row.add(number("%.1f", s.questions()));
        row.add(number("%.1f", s.promptTokens()));
        row.add(number("%.1f", s.tokens()));
        row.add(isAll ? number("%.3f", agent.secondsPerTrial()) : "");
        row.add(Integer.toString(s.failures()));
        return row;
    }

    private static String number(String format, @Nullable Double value) {
        return value == null || value.isNaN() ? "" : String.format(Locale.ROOT, format, value);
    }

    /** Returns the table in Markdown, below a sentence that says what was run. */
    public static String markdown(SuiteResults results) {
        Table table = table(results);
        StringBuilder out = new StringBuilder(results.said()).append("\n\n");
        line(out, table.head);
        out.append("|---|---").append("|---:".repeat(table.head.size() - 2)).append("|\n");
        table.rows.forEach(row -> line(out, row));
        failures(results).forEach((agent, why) -> out.append("\n%s failed: %s\n".formatted(agent, why)));
        return out.toString();
    }

    private static void line(StringBuilder out, List<String> cells) {
        cells.forEach(c -> out.append("| ").append(c.replace("|", "\\|")).append(' '));
        out.append("|\n");
    }

    /** Returns the first failure of each agent that had one. */
    private static SequencedMap<String, String> failures(SuiteResults results) {
        SequencedMap<String, String> out = new LinkedHashMap<>();
        for (SuiteResults.AgentRun agent : results.agents()) {
            agent.results().stream()
                    .filter(r -> r.failure() != null)
                    .findFirst()
                    .ifPresent(r -> out.put(agent.agent(), "on %s, %s".formatted(r.task(), r.failure())));
        }
        return out;
    }

    /** Returns a page that needs nothing else, in the style of the evaluation reports. */
    public static String html(SuiteResults results) {
        Table table = table(results);
        StringBuilder body = new StringBuilder();
        body.append("<h1>%s: %s</h1>\n<p>%s</p>\n"
                .formatted(
                        HtmlReport.text(results.suite()),
                        HtmlReport.text(results.agents().getFirst().agent()),
                        HtmlReport.text(results.said())));
        failures(results)
                .forEach((agent, why) -> body.append(
                        "<p class=note>%s failed: %s</p>\n".formatted(HtmlReport.text(agent), HtmlReport.text(why))));
        body.append("<table>\n<tr>");
        cells(body, "th", table.head);
        table.rows.forEach(row -> {
            body.append(row.getFirst().equals(SuiteResults.ALL) ? "<tr class=group>" : "<tr>");
            cells(body, "td", row);
        });
        body.append("</table>\n<h2>What was measured</h2>\n<dl>\n<dt>data<dd>%s\n<dt>SHA-256<dd>%s\n</dl>\n"
                .formatted(HtmlReport.text(results.data()), results.dataHash()));
        return HtmlReport.page(
                results.suite() + ", " + results.agents().getFirst().agent(), body);
    }

    private static void cells(StringBuilder body, String tag, List<String> cells) {
        for (int i = 0; i < cells.size(); i++) {
            body.append("<%s%s>%s".formatted(tag, i < 2 ? "" : " class=n", HtmlReport.text(cells.get(i))));
        }
        body.append("</tr>\n");
    }
}
