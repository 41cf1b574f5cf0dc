package org.menura.cli;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SequencedMap;
import java.util.concurrent.Callable;
import org.menura.eval.model.HashModel;
import org.menura.eval.run.EvaluationSettings;
import org.menura.eval.run.Evaluator;
import org.menura.eval.task.EvalTask;
import org.menura.eval.task.TaskSelection;
import org.menura.format.FormatException;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;

/** {@code menura eval validate}: says whether tasks can be measured. */
@Command(
        name = "validate",
        description = "Tries tasks without a model: their files, rows, functions, prompts, filters and metrics.",
        footer = {"%nExamples:", "  menura eval validate --include-path tasks --tasks arc_easy,mmlu"})
final class EvalValidateCommand implements Callable<Integer> {
    private static final double DOCUMENTS = 2;

    @Mixin
    private Console console = new Console();

    @Mixin
    private EvalTaskOptions tasks = new EvalTaskOptions();

    @Override
    public Integer call() {
        Map<String, String> wrong = new LinkedHashMap<>();
        for (TaskSelection one : tasks.selections(console, wrong)) {
            one.tasks().forEach((name, task) -> {
                try {
                    attempt(task);
                    console.line(
                            "%s: %,d documents".formatted(name, task.documents().size()));
                } catch (FormatException e) {
                    wrong.put(name, String.valueOf(e.getMessage()));
                }
            });
        }
        wrong.forEach((name, why) -> console.note("%s can't be measured: %s".formatted(name, why)));
        return wrong.isEmpty() ? ExitCode.OK : ExitCode.SOFTWARE;
    }

    /**
     * Tries tasks before a model is loaded.
     *
     * @throws FormatException if one can't be measured
     */
    static void check(TaskSelection selection) {
        selection.tasks().values().forEach(EvalValidateCommand::attempt);
    }

    private static void attempt(EvalTask task) {
        SequencedMap<String, EvalTask> alone = new LinkedHashMap<>(Map.of(task.name(), task));
        EvaluationSettings settings =
                EvaluationSettings.defaults().withLimit(DOCUMENTS).withBootstrapIterations(0);
        if (task.config().unsafeCode()) {
            settings = settings.withCode().withAnswersOnly();
        }
        new Evaluator(new HashModel(null), settings).evaluate(new TaskSelection(alone, new LinkedHashMap<>()));
    }
}
