package org.menura.eval.run;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.menura.eval.task.PromptSettings;
import org.menura.eval.task.RowDraws;

/**
 * How tasks are evaluated; what is absent is lm-evaluation-harness' default.
 *
 * @param shots number of examples in prompts; null for what each task says
 * @param limit documents of each task, or a part of them if it is below 1; null for all
 * @param samples numbers of the documents to be evaluated, by task; a task that is not named has all of its documents
 * @param chat whether prompts are rendered with the model's chat template
 * @param multiturn whether examples are turns of their own in a chat
 * @param system an instruction that stands first; null for none
 * @param randomSeed seed of Python's random numbers, which some tasks shuffle their choices by
 * @param valueSeed seed of numpy's random numbers, which some metrics over documents draw from
 * @param exampleSeed seed of the choice of examples
 * @param bootstrapIterations draws for standard errors without a closed form; 0 for no standard errors
 * @param generation arguments of generation that win over those of the tasks
 * @param allowCode whether answers that are programs may be run
 * @param answersOnly whether answers are taken down without being scored
 */
public record EvaluationSettings(
        @Nullable Integer shots,
        @Nullable Double limit,
        Map<String, List<Integer>> samples,
        boolean chat,
        boolean multiturn,
        @Nullable String system,
        long randomSeed,
        long valueSeed,
        long exampleSeed,
        int bootstrapIterations,
        Map<String, @Nullable Object> generation,
        boolean allowCode,
        boolean answersOnly) {
    /** Draws for standard errors where nothing is said. */
    public static final int DEFAULT_BOOTSTRAP_ITERATIONS = 100_000;

    // Written out, since a compact constructor's parameters lose their null annotations in class files.
    public EvaluationSettings(
            @Nullable Integer shots,
            @Nullable Double limit,
            Map<String, List<Integer>> samples,
            boolean chat,
            boolean multiturn,
            @Nullable String system,
            long randomSeed,
            long valueSeed,
            long exampleSeed,
            int bootstrapIterations,
            Map<String, @Nullable Object> generation,
            boolean allowCode,
            boolean answersOnly) {
        if (limit != null && !(limit > 0)) {
            throw new IllegalArgumentException("a limit of documents is a number above 0, not " + limit);
        }
        if (shots != null && shots < 0) {
            throw new IllegalArgumentException("a prompt can't have " + shots + " examples");
        }
        if (valueSeed < 0 || valueSeed >= 1L << 32) {
            throw new IllegalArgumentException("a seed of numpy's lies from 0 to 2³² − 1, unlike " + valueSeed);
        }
        this.shots = shots;
        if (limit != null && !samples.isEmpty()) {
            throw new IllegalArgumentException("documents are chosen by a limit or by their numbers, not by both");
        }
        this.limit = limit;
        this.samples = Map.copyOf(samples);
        this.chat = chat;
        this.multiturn = multiturn;
        this.system = system;
        this.randomSeed = randomSeed;
        this.valueSeed = valueSeed;
        this.exampleSeed = exampleSeed;
        this.bootstrapIterations = bootstrapIterations;
        this.generation = Collections.unmodifiableMap(new LinkedHashMap<>(generation));
        this.allowCode = allowCode;
        this.answersOnly = answersOnly;
    }

    /** Returns the defaults. */
    public static EvaluationSettings defaults() {
        return new EvaluationSettings(
                null,
                null,
                Map.of(),
                false,
                true,
                null,
                RowDraws.DEFAULT_SEED,
                RowDraws.DEFAULT_VALUE_SEED,
                PromptSettings.DEFAULT_SEED,
                DEFAULT_BOOTSTRAP_ITERATIONS,
                Map.of(),
                false,
                false);
    }

    /** The settings, while some are changed. */
    private static final class Draft {
        private @Nullable Integer shots;
        private @Nullable Double limit;
        private Map<String, List<Integer>> samples;
        private boolean chat;
        private boolean multiturn;
        private @Nullable String system;
        private long randomSeed;
        private long valueSeed;
        private long exampleSeed;
        private int bootstrapIterations;
        private Map<String, @Nullable Object> generation;
        private boolean allowCode;
        private boolean answersOnly;

        private Draft(EvaluationSettings from) {
            shots = from.shots;
            limit = from.limit;
            samples = from.samples;
            chat = from.chat;
            multiturn = from.multiturn;
            system = from.system;
            randomSeed = from.randomSeed;
            valueSeed = from.valueSeed;
            exampleSeed = from.exampleSeed;
            bootstrapIterations = from.bootstrapIterations;
            generation = from.generation;
            allowCode = from.allowCode;
            answersOnly = from.answersOnly;
        }

        private EvaluationSettings settings() {
            return new EvaluationSettings(
                    shots,
                    limit,
                    samples,
                    chat,
                    multiturn,
                    system,
                    randomSeed,
                    valueSeed,
                    exampleSeed,
                    bootstrapIterations,
                    generation,
                    allowCode,
                    answersOnly);
        }
    }

    private EvaluationSettings with(Consumer<Draft> change) {
        Draft draft = new Draft(this);
        change.accept(draft);
        return draft.settings();
    }

    /** Returns a copy with another number of examples; null for what each task says. */
    public EvaluationSettings withShots(@Nullable Integer number) {
        return with(d -> d.shots = number);
    }

    /** Returns a copy with a limit of documents instead of numbers of them; null for none. */
    public EvaluationSettings withLimit(@Nullable Double number) {
        return with(d -> {
            d.limit = number;
            d.samples = Map.of();
        });
    }

    /** Returns a copy with numbers of the documents to be evaluated, by task, instead of a limit. */
    public EvaluationSettings withSamples(Map<String, List<Integer>> numbers) {
        return with(d -> {
            d.limit = null;
            d.samples = numbers;
        });
    }

    /** Returns a copy that renders prompts with the model's chat template. */
    public EvaluationSettings withChat(boolean severalTurns, @Nullable String instruction) {
        return with(d -> {
            d.chat = true;
            d.multiturn = severalTurns;
            d.system = instruction;
        });
    }

    /** Returns a copy with an instruction that stands first. */
    public EvaluationSettings withSystem(@Nullable String instruction) {
        return with(d -> d.system = instruction);
    }

    /** Returns a copy with another seed of the choice of examples. */
    public EvaluationSettings withExampleSeed(long seed) {
        return with(d -> d.exampleSeed = seed);
    }

    /** Returns a copy with another seed of Python's random numbers. */
    public EvaluationSettings withRandomSeed(long seed) {
        return with(d -> d.randomSeed = seed);
    }

    /** Returns a copy with another seed of numpy's random numbers. */
    public EvaluationSettings withValueSeed(long seed) {
        return with(d -> d.valueSeed = seed);
    }

    /** Returns a copy with another number of draws for standard errors. */
    public EvaluationSettings withBootstrapIterations(int number) {
        return with(d -> d.bootstrapIterations = number);
    }

    /** Returns a copy with arguments of generation that win over those of the tasks. */
    public EvaluationSettings withGeneration(Map<String, ? extends @Nullable Object> arguments) {
        return with(d -> d.generation = new LinkedHashMap<>(arguments));
    }

    /** Returns a copy that may run answers that are programs. */
    public EvaluationSettings withCode() {
        return with(d -> d.allowCode = true);
    }

    /** Returns a copy that takes answers down without scoring them. */
    public EvaluationSettings withAnswersOnly() {
        return with(d -> d.answersOnly = true);
    }
}
