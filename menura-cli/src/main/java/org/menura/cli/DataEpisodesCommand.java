package org.menura.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.menura.train.run.EpisodeSampling;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code menura data episodes}. */
@Command(
        name = "episodes",
        description = {
            "Lets the model of a run act in tasks of its environment, and writes the shortest episode that solves each (rejection sampling).",
            "The lines are demonstrations for the objective behavior-cloning. What was stopped goes on with the same command."
        },
        footer = {
            "%nExamples:",
            "  menura data episodes runs/household-grpo -o own.jsonl",
            "  menura data episodes runs/grpo --tasks more.jsonl --attempts 8 -o own.jsonl"
        })
final class DataEpisodesCommand implements Callable<Integer> {
    private static final long PATIENCE_SECONDS = 600;

    /** Tasks between two lines about the progress. */
    private static final long EVERY = 250;

    @Mixin
    private Console console = new Console();

    @Mixin
    private ThreadOptions threads = new ThreadOptions();

    @Parameters(paramLabel = "RUN", description = "The folder of a run of episodes that has come to its end.")
    private @Nullable Path run;

    @Option(
            names = "--tasks",
            paramLabel = "FILE",
            description = "Lines of tasks in the format episodes (default: those that the run learned from).")
    private List<Path> tasks = List.of();

    @Option(
            names = "--attempts",
            paramLabel = "N",
            defaultValue = "4",
            description = "Episodes of each task (default: 4).")
    private int attempts;

    @Option(
            names = "--temperature",
            paramLabel = "T",
            defaultValue = "1",
            description = "Of the sampling (default: 1).")
    private double temperature;

    @Option(names = "--seed", paramLabel = "N", defaultValue = "0", description = "Of the sampling (default: 0).")
    private long seed;

    @Option(
            names = {"-o", "--out"},
            paramLabel = "FILE",
            required = true,
            description = "File for the episodes.")
    private @Nullable Path out;

    @Override
    public Integer call() throws IOException {
        AtomicBoolean stopped = new AtomicBoolean();
        EpisodeSampling.Settings settings = new EpisodeSampling.Settings(tasks, attempts, temperature, seed);
        try (CtrlC _ = CtrlC.watch(() -> stopped.set(true), PATIENCE_SECONDS)) {
            EpisodeSampling.Counts counts = EpisodeSampling.write(
                    Objects.requireNonNull(run),
                    settings,
                    threads.runSettings(),
                    Objects.requireNonNull(out),
                    progress(),
                    stopped::get);
            if (!counts.isComplete()) {
                console.note("stopped after %,d of %,d tasks; the same command goes on"
                        .formatted(counts.tasks(), counts.all()));
                return ExitCode.SOFTWARE;
            }
            console.line(said(counts));
            return ExitCode.OK;
        }
    }

    private Consumer<EpisodeSampling.Counts> progress() {
        long[] next = {EVERY};
        return counts -> {
            if (counts.tasks() >= next[0] && !counts.isComplete()) {
                next[0] = counts.tasks() + EVERY;
                console.note(said(counts));
            }
        };
    }

    private String said(EpisodeSampling.Counts counts) {
        double share = 100.0 * counts.successes() / Math.max(1, counts.tasks() * attempts);
        return String.format(
                Locale.ROOT,
                "%,d of %,d tasks tried, %,d solved; %.1f %% of the episodes succeeded",
                counts.tasks(),
                counts.all(),
                counts.solved(),
                share);
    }
}
