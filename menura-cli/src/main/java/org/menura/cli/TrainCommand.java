package org.menura.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.menura.train.recipe.Recipe;
import org.menura.train.run.RunSettings;
import org.menura.train.run.TrainingRun;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code menura train}: teaches a model what a recipe says. */
@Command(
        name = "train",
        aliases = {"finetune", "fine-tune"},
        description = {
            "Teaches a model as a recipe says.",
            "Keeps a ledger of the run: recipe, code, data, metrics, checkpoints. Two runs of one recipe give the same"
                    + " bytes, whatever the number of threads; --resume goes on with a run that was stopped at any moment."
        },
        footer = {
            "%nExamples:",
            "  menura train recipes/nano/pretrain.yaml",
            "  menura train --resume runs/nano-pretrain",
            "  menura train recipe.yaml --check",
            "  menura train --explain",
            "%nRecipes and the lines of data are shown in docs/training.md."
        })
final class TrainCommand implements Callable<Integer> {
    /** How long a step may take, once Ctrl-C was pressed. */
    private static final long PATIENCE_SECONDS = 3600;

    @Mixin
    private Console console = new Console();

    @Mixin
    private ThreadOptions threads = new ThreadOptions();

    @Mixin
    private EnergyOptions energy = new EnergyOptions();

    @Parameters(arity = "0..1", paramLabel = "RECIPE.yaml", description = "What to do.")
    private @Nullable Path recipe;

    @Option(names = "--explain", description = "Print all keys of a recipe with their defaults, and do nothing.")
    private boolean explain;

    @Option(names = "--markdown", description = "Explain the keys as a table in Markdown.")
    private boolean markdown;

    @Option(
            names = "--check",
            description = "Check the recipe, its model and its data, print it with all defaults, and do nothing.")
    private boolean check;

    @Option(names = "--resume", paramLabel = "RUN", description = "Go on with the run in this folder.")
    private @Nullable Path resumed;

    @Override
    public Integer call() throws IOException {
        if (explain || markdown) {
            console.stream(markdown ? Recipe.explainInMarkdown() : Recipe.example() + Recipe.explain());
            return ExitCode.OK;
        }
        if ((recipe == null) == (resumed == null)) {
            throw console.wrong("Give a recipe, or a run to --resume (or --explain).");
        }
        if (recipe != null && Files.isDirectory(recipe)) {
            throw console.wrong("%s is a folder; name the recipe, a file, or go on with a run with --resume %s"
                    .formatted(recipe, recipe));
        }
        if (check && recipe == null) {
            throw console.wrong("Give a recipe to --check.");
        }
        if (check) {
            Recipe checked = Recipe.read(Objects.requireNonNull(recipe));
            try (TrainProgress progress = new TrainProgress(console)) {
                TrainingRun.check(checked, threads.runSettings(), progress);
            }
            console.stream(checked.resolved());
            return ExitCode.OK;
        }
        RunSettings settings = threads.runSettings().withEnergy(energy.settings(console));
        AtomicBoolean stopped = new AtomicBoolean();
        Runnable ask = () -> {
            stopped.set(true);
            console.note("stopping after this step, with a checkpoint");
        };
        try (TrainProgress progress = new TrainProgress(console);
                TrainingRun run = open(settings, progress);
                CtrlC _ = CtrlC.watch(ask, PATIENCE_SECONDS)) {
            boolean complete = run.run(stopped::get);
            Path folder = run.ledger().reader().folder();
            progress.close();
            if (!complete) {
                console.note("stopped after step %,d of %,d; go on with: menura train --resume %s"
                        .formatted(run.next(), run.steps(), folder));
                return ExitCode.SOFTWARE;
            }
            String hash = run.ledger().lastCheckpoint().orElseThrow().hash();
            console.line("%s: %s, checkpoint %s".formatted(folder, TrainProgress.count(run.steps(), "step"), hash));
            return ExitCode.OK;
        }
    }

    private TrainingRun open(RunSettings settings, TrainProgress progress) throws IOException {
        if (resumed != null) {
            return TrainingRun.resume(resumed, settings, progress);
        }
        return TrainingRun.begin(Recipe.read(Objects.requireNonNull(recipe)), settings, progress);
    }
}
