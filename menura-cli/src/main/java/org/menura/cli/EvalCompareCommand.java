package org.menura.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.menura.eval.report.HtmlReport;
import org.menura.eval.report.RunComparison;
import org.menura.eval.report.RunResults;
import org.menura.format.OutputFile;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code menura eval compare}: tells whether runs differ beyond chance. */
@Command(
        name = "compare",
        description = {
            "Puts runs beside each other and tests whether they differ on the documents that they share.",
            "Reads what `menura eval --output-path` or lm-evaluation-harness wrote; tests take files of --log-samples. McNemar's"
                    + " exact test where answers are right or wrong, otherwise a paired bootstrap; p-values are also corrected"
                    + " for the number of tests (Holm)."
        },
        footer = {
            "%nExamples:",
            "  menura eval compare results/nano results/stories260K",
            "  menura eval compare a/results.json b c --html compared.html"
        })
final class EvalCompareCommand implements Callable<Integer> {
    @Mixin
    private Console console = new Console();

    @Parameters(
            arity = "2..*",
            paramLabel = "RUN",
            description = "Results of runs: files results_*.json, or folders, whose newest ones are taken.")
    private List<Path> runs = List.of();

    @Option(names = "--json", description = "Print JSON.")
    private boolean json;

    @Option(
            names = "--html",
            paramLabel = "FILE",
            description = "Also write a page with plots, which needs nothing else.")
    private @Nullable Path html;

    @Override
    public Integer call() throws IOException {
        System.setProperty("java.awt.headless", "true");
        RunComparison comparison =
                RunComparison.of(runs.stream().map(RunResults::open).toList());
        if (json) {
            console.line(comparison.toJson().toPrettyString());
        } else {
            console.stream(comparison.markdown());
        }
        if (html != null) {
            OutputFile.write(html, HtmlReport.of(comparison).getBytes(StandardCharsets.UTF_8));
            console.note("wrote " + html);
        }
        return ExitCode.OK;
    }
}
