package org.menura.train.run;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.menura.format.FormatException;
import org.menura.format.json.Json;
import org.menura.tensor.cpu.CpuBackend;
import org.menura.tensor.cpu.CpuGradients;
import org.menura.tensor.grad.GradBackend;
import org.menura.train.ledger.LedgerReader;
import org.menura.train.ledger.SavedCheckpoint;
import org.menura.train.recipe.Recipe;
import org.menura.train.rl.episode.Episode;
import org.menura.train.rl.episode.EpisodeRollouts;
import org.menura.train.rl.episode.EpisodeSpec;
import org.menura.train.rl.episode.EpisodeSpecs;
import org.menura.train.rl.episode.TokenMasks;
import org.menura.train.run.objective.EpisodePolicies;
import org.menura.train.setup.RunContext;

/**
 * Rejection sampling of episodes: what a run has learned tries each task several times, and the shortest episode that
 * solves it is kept as a demonstration. Cloned from an earlier state, they are a round of expert iteration (arXiv
 * 1705.08439; of language models STaR, arXiv 2203.14465, and ReST-EM, arXiv 2312.06585). The same seed gives the same
 * bytes, and a sampling that was stopped goes on where it was.
 */
public final class EpisodeSampling {
    /** Episodes that are written together. */
    private static final int TOGETHER = 128;

    private static final JsonMapper JSON = new JsonMapper();

    private final EpisodeRollouts rollouts;
    private final EpisodeSpecs specs;
    private final Settings settings;

    /**
     * Settings of a sampling.
     *
     * @param tasks files in the format {@code episodes}; empty for those that the run learned from
     * @param attempts episodes of each task
     * @param temperature of the softmax that tokens are drawn from
     * @param seed of the episodes
     */
    public record Settings(List<Path> tasks, int attempts, double temperature, long seed) {
        /**
         * Checks the numbers.
         *
         * @throws FormatException if one is out of its range
         */
        public Settings {
            tasks = List.copyOf(tasks);
            if (attempts < 1 || attempts > TOGETHER) {
                throw new FormatException("attempts must be 1 to %d, not %d".formatted(TOGETHER, attempts));
            }
            if (!(temperature > 0 && temperature <= 100)) {
                throw new FormatException("the temperature must be above 0, at most 100, not " + temperature);
            }
        }
    }

    /**
     * What was done so far.
     *
     * @param all tasks there are
     * @param tasks that were tried
     * @param solved of these
     * @param successes episodes that solved one
     */
    public record Counts(long all, long tasks, long solved, long successes) {
        /** Returns whether all tasks were tried. */
        public boolean isComplete() {
            return tasks == all;
        }
    }

    private EpisodeSampling(EpisodeRollouts rollouts, EpisodeSpecs specs, Settings settings) {
        this.rollouts = rollouts;
        this.specs = specs;
        this.settings = settings;
    }

    /**
     * Lets the model of a run try tasks, and writes a line for each that it solved.
     *
     * @param run folder of a run that has come to its end
     * @param out takes the lines, once all tasks were tried; until then they stand in {@code out.sampling}
     * @param progress takes what was done after every few tasks
     * @param stopped asks whether to stop there
     * @throws FormatException if the run has no model that acts in an environment
     */
    public static Counts write(
            Path run,
            Settings settings,
            RunSettings computing,
            Path out,
            Consumer<Counts> progress,
            BooleanSupplier stopped)
            throws IOException {
        LedgerReader ledger = new LedgerReader(run);
        Recipe recipe = acting(ledger, run);
        EpisodeSpecs specs =
                settings.tasks.isEmpty() ? EpisodePolicies.specs(recipe.allData()) : new EpisodeSpecs(settings.tasks);
        CpuBackend cpu = RunParts.backend(recipe, computing);
        RunContext context =
                RunSetup.context(recipe, cpu, new GradBackend(cpu, new CpuGradients(cpu), recipe.recompute()));
        EpisodeRollouts rollouts = EpisodePolicies.rollouts(context, settings.temperature);
        return new EpisodeSampling(rollouts, specs, settings).write(head(ledger, settings), out, progress, stopped);
    }

    /** The recipe of a run, whose model is the one that it made. */
    private static Recipe acting(LedgerReader ledger, Path run) {
        Path file = ledger.resolvedRecipe();
        Path base = ledger.data().base();
        Recipe made = Recipe.read(file, base);
        if (made.allData().stream().anyMatch(d -> !d.format().equals(EpisodePolicies.FORMAT))) {
            throw new FormatException("%s learned %s, which acts in no environment; name a run of episodes"
                    .formatted(run, made.objectiveType().name()));
        }
        if (made.adapter().isPresent()) {
            throw new FormatException(
                    "%s taught an adapter; a sampling needs a run that taught a whole model".formatted(run));
        }
        Path model = run.resolve("model").toAbsolutePath();
        if (!Files.isDirectory(model)) {
            throw new FormatException("%s has made no model yet; let it come to its end with: menura train --resume %s"
                    .formatted(run, run));
        }
        ObjectNode sections = (ObjectNode) Json.parse(file);
        sections.putObject("model").put("checkpoint", model.toString());
        sections.putNull("tokenizer");
        return Recipe.parse(sections.toString(), file.toString(), base);
    }

    /** What a sampling that was stopped must have in common with one that goes on. */
    private static String head(LedgerReader ledger, Settings settings) throws IOException {
        Map<String, @Nullable Object> head = new LinkedHashMap<>();
        head.put(
                "checkpoint", ledger.lastCheckpoint().map(SavedCheckpoint::hash).orElse(""));
        head.put("tasks", settings.tasks.stream().map(Path::toString).toList());
        head.put("attempts", settings.attempts);
        head.put("temperature", settings.temperature);
        head.put("from", settings.seed);
        return JSON.writeValueAsString(head);
    }

    private Counts write(String head, Path out, Consumer<Counts> progress, BooleanSupplier stopped) throws IOException {
        try (SamplingPart part = SamplingPart.open(out, head)) {
            Counts counts = part.counts(specs.count());
            int perWave = Math.max(1, TOGETHER / settings.attempts);
            while (!counts.isComplete() && !stopped.getAsBoolean()) {
                List<EpisodeSpec> some = new ArrayList<>();
                for (long i = counts.tasks; i < Math.min(counts.all, counts.tasks + perWave); i++) {
                    some.add(specs.get(i));
                }
                List<String> solved = new ArrayList<>();
                int successes = tried(some, counts.tasks, solved);
                counts = new Counts(
                        counts.all,
                        counts.tasks + some.size(),
                        counts.solved + solved.size(),
                        counts.successes + successes);
                part.add(solved, counts);
                progress.accept(counts);
            }
            if (counts.isComplete()) {
                part.finish();
            }
            return counts;
        }
    }

    /** Tries tasks, and adds a line for each that was solved; returns the number of episodes that solved one. */
    private int tried(List<EpisodeSpec> tasks, long first, List<String> lines) throws IOException {
        List<Episode> all = rollouts.write(tasks, settings.attempts, settings.seed + first, new TokenMasks());
        int successes = 0;
        for (int i = 0; i < tasks.size(); i++) {
            Episode shortest = null;
            for (Episode episode : all.subList(i * settings.attempts, (i + 1) * settings.attempts)) {
                if (episode.isSuccess()) {
                    successes++;
                    boolean shorter = shortest == null
                            || episode.steps().size() < shortest.steps().size();
                    shortest = shorter ? episode : shortest;
                }
            }
            if (shortest != null) {
                lines.add(line(tasks.get(i), shortest));
            }
        }
        return successes;
    }

    private static String line(EpisodeSpec task, Episode episode) throws IOException {
        Map<String, @Nullable Object> line = new LinkedHashMap<>();
        line.put("seed", task.seed());
        line.putAll(task.fields());
        line.put("actions", episode.steps().stream().map(Episode.Step::action).toList());
        return JSON.writeValueAsString(line);
    }
}
