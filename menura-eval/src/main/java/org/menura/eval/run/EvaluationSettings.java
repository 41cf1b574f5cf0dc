package org.menura.eval.run;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.menura.eval.task.PromptSettings;

/**
 * How tasks are evaluated; what is absent is lm-evaluation-harness' default.
 *
 * @param shots number of examples in prompts; null for what each task says
 * @param limit documents of each task, or a part of them if it is below 1; null for all
 * @param chat whether prompts are rendered with the model's chat template
 * @param multiturn whether examples are turns of their own in a chat
 * @param system an instruction that stands first; null for none
 * @param exampleSeed seed of the choice of examples
 * @param bootstrapIterations draws for standard errors without a closed form; 0 for no standard errors
 * @param generation arguments of generation that win over those of the tasks
 * @param allowCode whether answers that are programs may be run
 */
public record EvaluationSettings(
        @Nullable Integer shots,
        @Nullable Double limit,
        boolean chat,
        boolean multiturn,
        @Nullable String system,
        long exampleSeed,
        int bootstrapIterations,
        Map<String, @Nullable Object> generation,
        boolean allowCode) {
    /** Draws for standard errors where nothing is said. */
    public static final int DEFAULT_BOOTSTRAP_ITERATIONS = 100_000;

    // Written out, since a compact constructor's parameters lose their null annotations in class files.
    public EvaluationSettings(
            @Nullable Integer shots,
            @Nullable Double limit,
            boolean chat,
            boolean multiturn,
            @Nullable String system,
            long exampleSeed,
            int bootstrapIterations,
            Map<String, @Nullable Object> generation,
            boolean allowCode) {
        if (limit != null && !(limit > 0)) {
            throw new IllegalArgumentException("a limit of documents is a number above 0, not " + limit);
        }
        if (shots != null && shots < 0) {
            throw new IllegalArgumentException("a prompt can't have " + shots + " examples");
        }
        this.shots = shots;
        this.limit = limit;
        this.chat = chat;
        this.multiturn = multiturn;
        this.system = system;
        this.exampleSeed = exampleSeed;
        this.bootstrapIterations = bootstrapIterations;
        this.generation = Collections.unmodifiableMap(new LinkedHashMap<>(generation));
        this.allowCode = allowCode;
    }

    /** Returns the defaults. */
    public static EvaluationSettings defaults() {
        return new EvaluationSettings(
                null,
                null,
                false,
                true,
                null,
                PromptSettings.DEFAULT_SEED,
                DEFAULT_BOOTSTRAP_ITERATIONS,
                Map.of(),
                false);
    }

    /** Returns a copy with another number of examples; null for what each task says. */
    public EvaluationSettings withShots(@Nullable Integer number) {
        return new EvaluationSettings(
                number, limit, chat, multiturn, system, exampleSeed, bootstrapIterations, generation, allowCode);
    }

    /** Returns a copy with a limit of documents; null for none. */
    public EvaluationSettings withLimit(@Nullable Double number) {
        return new EvaluationSettings(
                shots, number, chat, multiturn, system, exampleSeed, bootstrapIterations, generation, allowCode);
    }

    /** Returns a copy that renders prompts with the model's chat template. */
    public EvaluationSettings withChat(boolean severalTurns, @Nullable String instruction) {
        return new EvaluationSettings(
                shots, limit, true, severalTurns, instruction, exampleSeed, bootstrapIterations, generation, allowCode);
    }

    /** Returns a copy with an instruction that stands first. */
    public EvaluationSettings withSystem(@Nullable String instruction) {
        return new EvaluationSettings(
                shots, limit, chat, multiturn, instruction, exampleSeed, bootstrapIterations, generation, allowCode);
    }

    /** Returns a copy with another seed of the choice of examples. */
    public EvaluationSettings withExampleSeed(long seed) {
        return new EvaluationSettings(
                shots, limit, chat, multiturn, system, seed, bootstrapIterations, generation, allowCode);
    }

    /** Returns a copy with another number of draws for standard errors. */
    public EvaluationSettings withBootstrapIterations(int number) {
        return new EvaluationSettings(
                shots, limit, chat, multiturn, system, exampleSeed, number, generation, allowCode);
    }

    /** Returns a copy with arguments of generation that win over those of the tasks. */
    public EvaluationSettings withGeneration(Map<String, ? extends @Nullable Object> arguments) {
        return new EvaluationSettings(
                shots,
                limit,
                chat,
                multiturn,
                system,
                exampleSeed,
                bootstrapIterations,
                new LinkedHashMap<>(arguments),
                allowCode);
    }

    /** Returns a copy that may run answers that are programs. */
    public EvaluationSettings withCode() {
        return new EvaluationSettings(
                shots, limit, chat, multiturn, system, exampleSeed, bootstrapIterations, generation, true);
    }
}
