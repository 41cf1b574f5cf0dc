package org.menura.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.menura.eval.model.EvalModel;
import org.menura.eval.suite.DomainFit;
import org.menura.eval.suite.DomainTexts;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code menura eval domains}: bits per byte of texts. */
@Command(
        name = "domains",
        description = {
            "Measures how well a model fits texts, in bits per byte by domain, as Paloma does.",
            "FOLDER holds JSON lines with a field text, as Dolma lays them out (also .gz and .zst): each sub-folder is"
                    + " a domain, or each file that lies in FOLDER itself."
        },
        footer = {
            "%nExamples:",
            "  menura eval domains corpus/held-out -m nano",
            "  menura eval domains corpus --domain-field metadata.domain --limit 1000"
        })
final class EvalDomainsCommand implements Callable<Integer> {
    @Mixin
    private Console console = new Console();

    @Mixin
    private EvalModelOptions model = new EvalModelOptions();

    @Mixin
    private EvalSuiteOutput output = new EvalSuiteOutput();

    @Parameters(paramLabel = "FOLDER", description = "Folder of domains, or a file.")
    private Path folder = Path.of("");

    @Option(
            names = "--domain-field",
            paramLabel = "NAME",
            description = "A field that says a document's domain, such as metadata.domain.")
    private @Nullable String field;

    @Option(
            names = {"-l", "--limit"},
            paramLabel = "N",
            defaultValue = "0",
            description = "The first N texts of each domain. Said in the table.")
    private int limit;

    @Override
    public Integer call() throws IOException {
        if (limit < 0) {
            throw console.wrong("--limit is a number of texts, not " + limit);
        }
        Map<String, List<String>> texts = DomainTexts.read(folder, field, limit);
        int all = texts.values().stream().mapToInt(List::size).sum();
        try (EvalModel asked = model.open(console);
                EvalProgress progress = new EvalProgress(asked.name(), console)) {
            int[] done = {0};
            DomainFit fit = DomainFit.measure(asked, texts, (_, _) -> progress.answered("texts", ++done[0], 0, all));
            progress.close();
            console.stream(fit.markdown());
            if (limit > 0) {
                console.line("%nThe first %d texts of each domain alone (--limit).".formatted(limit));
            }
            output.write(console, "domains", asked, asked.name(), List.of(folder), fit.values());
        }
        return ExitCode.OK;
    }
}
