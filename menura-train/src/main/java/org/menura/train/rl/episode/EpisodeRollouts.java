package org.menura.train.rl.episode;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.menura.format.FormatException;
import org.menura.generate.session.Session;
import org.menura.model.CausalModel;
import org.menura.tensor.Rng;

/**
 * A generator of episodes: many environments at a time, whose policies' tokens share each forward pass. The episodes of one
 * task begin as forks of one session that has read the first observation. The same seed gives the same episodes.
 */
public final class EpisodeRollouts {
    /** Episodes that are written together. */
    private static final int TOGETHER = 128;

    private final CausalModel model;
    private final EpisodeLayout layout;
    private final Function<EpisodeSpec, Environment> worlds;
    private final Options options;

    /**
     * Options of rollouts.
     *
     * @param mask what the policy may write
     * @param allowed the tokens that {@link Mask#TOKENS} allows; null for any
     * @param ends tokens that end a text
     * @param maxSteps the most steps of an episode
     * @param maxTokens the most tokens of an episode
     * @param actionTokens the most tokens of an action that no mask ends
     * @param temperature of the softmax that tokens are drawn from; 0 takes the likeliest
     * @param repeats whether an action may be tried again in a state where it was tried before
     */
    public record Options(
            Mask mask,
            int @Nullable [] allowed,
            Set<Integer> ends,
            int maxSteps,
            int maxTokens,
            int actionTokens,
            double temperature,
            boolean repeats) {
        public Options {
            ends = Set.copyOf(ends);
        }

        /** Returns a copy in which actions may be tried again. */
        Options withRepeats() {
            return new Options(mask, allowed, ends, maxSteps, maxTokens, actionTokens, temperature, true);
        }

        /** Returns a copy with another limit of steps. */
        public Options withMaxSteps(int other) {
            return new Options(mask, allowed, ends, other, maxTokens, actionTokens, temperature, repeats);
        }

        /** Returns a copy with another temperature. */
        public Options withTemperature(double other) {
            return new Options(mask, allowed, ends, maxSteps, maxTokens, actionTokens, other, repeats);
        }
    }

    /** An episode under way with the session that has read what it begins with. */
    private record Running(EpisodeWriter writer, Session session) {}

    /**
     * Makes a generator.
     *
     * @param worlds makes a new environment for a task
     */
    public EpisodeRollouts(
            CausalModel model, EpisodeLayout layout, Function<EpisodeSpec, Environment> worlds, Options options) {
        this.model = model;
        this.layout = layout;
        this.worlds = worlds;
        this.options = options;
    }

    /** Returns a generator with other options. */
    public EpisodeRollouts with(Options others) {
        return new EpisodeRollouts(model, layout, worlds, others);
    }

    /** Returns the options. */
    public Options options() {
        return options;
    }

    /**
     * Writes {@code group} episodes of each task.
     *
     * @param masks takes the masks of the episodes
     * @return by task, the episodes of each behind each other
     */
    public List<Episode> write(List<EpisodeSpec> tasks, int group, long seed, TokenMasks masks) {
        List<Episode> all = new ArrayList<>();
        int perWave = Math.max(1, TOGETHER / group);
        for (int from = 0; from < tasks.size(); from += perWave) {
            List<EpisodeSpec> wave = tasks.subList(from, Math.min(tasks.size(), from + perWave));
            all.addAll(wave(wave, group, seed, all.size(), masks));
        }
        return all;
    }

    private List<Episode> wave(List<EpisodeSpec> tasks, int group, long seed, int first, TokenMasks masks) {
        List<EpisodeWriter> writers = new ArrayList<>();
        List<Session> prompts = new ArrayList<>();
        List<int[]> read = new ArrayList<>();
        for (EpisodeSpec task : tasks) {
            for (int i = 0; i < group; i++) {
                EpisodeWriter writer = begin(task, seed, first + writers.size(), masks);
                writers.add(writer);
                if (i == 0) {
                    prompts.add(new Session(model));
                    read.add(writer.tokensFrom(0));
                }
            }
        }
        Session.feedAll(prompts, read);
        List<Running> running = new ArrayList<>();
        for (int i = 0; i < writers.size(); i++) {
            Session prompt = prompts.get(i / group);
            Session own = i % group == group - 1 ? prompt : prompt.fork();
            running.add(new Running(writers.get(i), own));
        }
        while (!running.isEmpty()) {
            running.forEach(r -> r.writer.write(r.session.logits()));
            running.removeIf(r -> r.writer.isOver());
            if (!running.isEmpty()) {
                Session.feedAll(
                        running.stream().map(Running::session).toList(),
                        running.stream()
                                .map(r -> r.writer.tokensFrom(r.session.length()))
                                .toList());
            }
        }
        return writers.stream().map(EpisodeWriter::episode).toList();
    }

    private EpisodeWriter begin(EpisodeSpec task, long seed, int number, TokenMasks masks) {
        Environment world = worlds.apply(task);
        Rng rng = new Rng(seed, number);
        EpisodeWriter writer = new EpisodeWriter(
                world,
                world.reset(task.seed()),
                layout,
                options,
                masks,
                (logits, allowed) -> MaskedSampling.draw(logits, allowed, options.temperature, rng));
        if (writer.length() > options.maxTokens) {
            throw new FormatException("the first observation of an episode has %d tokens, more than batch.length, %d"
                    .formatted(writer.length(), options.maxTokens));
        }
        return writer;
    }

    /**
     * Replays an expert's actions.
     *
     * @param masks takes the masks of the episode
     * @throws FormatException if an action is not admissible, or there is none
     */
    public Episode demonstrate(EpisodeSpec task, TokenMasks masks) {
        if (task.actions().isEmpty()) {
            throw new FormatException(
                    "the episode of seed %d has no actions to learn from; give its line a list of them"
                            .formatted(task.seed()));
        }
        Environment world = worlds.apply(task);
        EpisodeWriter writer =
                new EpisodeWriter(world, world.reset(task.seed()), layout, options.withRepeats(), masks, (_, _) -> 0);
        for (String action : task.actions()) {
            if (writer.isOver()) {
                break;
            }
            writer.write(action);
        }
        return writer.episode();
    }
}
