package org.menura.eval.report;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.menura.eval.report.RunResults.Metric;

/** Results as one page of HTML that needs nothing else: tables, plots, and what was measured how. */
public final class HtmlReport {
    private static final String STYLE = """
            body{font:15px/1.5 system-ui,sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem;color:#1a1a1a}
            table{border-collapse:collapse;margin:1rem 0;width:100%}th,td{padding:.25rem .6rem;text-align:left;
            border-bottom:1px solid #d8d8d8}td.n,th.n{text-align:right;font-variant-numeric:tabular-nums}
            .note{background:#fff3cd;border-left:4px solid #e69f00;padding:.5rem .8rem}.group{font-weight:600}
            dl{display:grid;grid-template-columns:max-content 1fr;gap:.2rem 1rem}dt{color:#555}dd{margin:0;
            overflow-wrap:anywhere}svg{max-width:100%;height:auto}
            @media(prefers-color-scheme:dark){body{background:#16181c;color:#e6e6e6}th,td{border-color:#3a3d44}
            .note{background:#3a2f10}dt{color:#a8adb5}svg{background:#fff}}
            """;

    private HtmlReport() {}

    /**
     * Returns the page of one run.
     *
     * @throws IOException if this Java can't draw
     */
    public static String of(RunResults results) throws IOException {
        StringBuilder body = new StringBuilder();
        body.append("<h1>").append(text(results.model())).append("</h1>\n");
        notes(body, results);
        table(body, results);
        for (Map.Entry<String, String> chart :
                ResultsCharts.bars(List.of(results)).entrySet()) {
            figure(body, chart.getKey(), chart.getValue());
        }
        facts(body, results);
        return page("Evaluation of " + results.model(), body);
    }

    /**
     * Returns the page of a comparison.
     *
     * @throws IOException if this Java can't draw
     */
    public static String of(RunComparison comparison) throws IOException {
        StringBuilder body = new StringBuilder("<h1>Runs beside each other</h1>\n<ul>\n");
        for (int i = 0; i < comparison.runs().size(); i++) {
            RunResults run = comparison.runs().get(i);
            body.append("<li><b>%s</b> %s</li>\n".formatted(RunComparison.letter(i), text(run.model())));
        }
        body.append("</ul>\n");
        comparison.runs().forEach(run -> notes(body, run));
        body.append(
                "<table>\n<tr><th>Task<th>Metric<th class=n>A<th class=n>other<th class=n>difference<th class=n>95 %"
                        + "<th class=n>p (Holm)<th class=n>n<th>verdict</tr>\n");
        for (RunComparison.Line line : comparison.lines()) {
            PairedTest.Outcome o = line.outcome();
            body.append("<tr><td>%s<td>%s %s<td class=n>%s<td class=n>%s %s"
                    .formatted(
                            text(line.task()),
                            text(line.first().key()),
                            ResultsTable.arrow(line.first()),
                            ResultsTable.number(line.first().value()),
                            RunComparison.letter(line.run()),
                            ResultsTable.number(line.second().value())));
            if (o == null) {
                body.append("<td><td><td><td>");
            } else {
                body.append(String.format(
                        Locale.ROOT,
                        "<td class=n>%+.4f<td class=n>%+.4f to %+.4f<td class=n>%s<td class=n>%d",
                        o.difference(),
                        o.low(),
                        o.high(),
                        RunComparison.probability(line.adjusted()),
                        line.documents()));
            }
            body.append("<td>%s</tr>\n"
                    .formatted(text(line.note().isEmpty() ? line.verdict() : line.verdict() + "; " + line.note())));
        }
        body.append("</table>\n");
        figure(body, "Differences", ResultsCharts.differences(comparison.lines()));
        for (Map.Entry<String, String> chart :
                ResultsCharts.bars(comparison.runs()).entrySet()) {
            figure(body, chart.getKey(), chart.getValue());
        }
        return page("Comparison of " + comparison.runs().size() + " runs", body);
    }

    private static void notes(StringBuilder body, RunResults results) {
        ResultsTable.note(results)
                .forEach(s -> body.append("<p class=note>%s: %s</p>\n".formatted(text(results.model()), text(s))));
    }

    private static void table(StringBuilder body, RunResults results) {
        body.append("<table>\n<tr><th>Task<th>Version<th>Filter<th class=n>n-shot<th>Metric<th class=n>Value"
                + "<th class=n>± Stderr<th class=n>n</tr>\n");
        for (Map.Entry<String, Integer> task : results.tasks().entrySet()) {
            String name = task.getKey();
            String indent = "&nbsp;".repeat(4 * task.getValue());
            boolean isFirst = true;
            for (Metric m : results.metrics(name)) {
                body.append(
                        "<tr%s><td>%s<td>%s<td>%s<td class=n>%s<td>%s %s<td class=n>%s<td class=n>%s<td class=n>%s</tr>\n"
                                .formatted(
                                        results.isGroup(name) ? " class=group" : "",
                                        isFirst ? indent + text(results.alias(name)) : "",
                                        isFirst ? text(results.version(name)) : "",
                                        text(m.filter()),
                                        text(results.shots(name)),
                                        text(m.name()),
                                        ResultsTable.arrow(m),
                                        ResultsTable.number(m.value()),
                                        Double.isNaN(m.error()) ? "" : ResultsTable.number(m.error()),
                                        text(ResultsTable.documents(results, name))));
                isFirst = false;
            }
        }
        body.append("</table>\n");
    }

    private static void figure(StringBuilder body, String title, String svg) {
        if (!svg.isEmpty()) {
            body.append("<h2>%s</h2>\n<figure>%s</figure>\n".formatted(text(title), svg));
        }
    }

    private static void facts(StringBuilder body, RunResults results) {
        body.append("<h2>What was measured</h2>\n<dl>\n");
        for (String part : List.of("menura", "config", "task_hashes", "data_hashes")) {
            JsonNode node = results.json().path(part);
            for (Map.Entry<String, JsonNode> e : node.properties()) {
                if (e.getValue().isValueNode() && !e.getValue().isNull()) {
                    body.append("<dt>%s %s<dd>%s\n"
                            .formatted(part, text(e.getKey()), text(e.getValue().asText())));
                }
            }
        }
        body.append("</dl>\n");
    }

    /**
     * Returns a page in the style of these reports.
     *
     * @param body HTML
     */
    public static String page(String title, CharSequence body) {
        return "<!doctype html>\n<html lang=en>\n<meta charset=utf-8>\n<meta name=viewport content=\"width=device-width\">\n"
                + "<title>%s</title>\n<style>\n%s</style>\n".formatted(text(title), STYLE)
                + body
                + "</html>\n";
    }

    /** Returns a text as HTML shows it. */
    public static String text(String raw) {
        return Objects.requireNonNull(raw)
                .replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;");
    }
}
