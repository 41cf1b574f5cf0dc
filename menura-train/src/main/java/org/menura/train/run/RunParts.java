package org.menura.train.run;

import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.menura.tensor.cpu.Bf16;
import org.menura.tensor.cpu.CpuBackend;
import org.menura.tensor.cpu.CpuGradients;
import org.menura.tensor.cpu.CpuOptions;
import org.menura.tensor.grad.GradBackend;
import org.menura.train.recipe.Recipe;
import org.menura.train.setup.RecordLimit;
import org.menura.train.setup.RunContext;
import org.menura.train.setup.TrainingData;

/**
 * The parts of a run beside its ledger.
 *
 * @param data makes examples of sources
 * @param learning null if so few records were read that it is not known how many steps there are
 */
record RunParts(
        RunContext context,
        TrainingData.Maker data,
        @Nullable RunLearning learning,
        RunEvaluation evaluation) {
    /**
     * Builds the model, tokenises the data, and makes what the recipe asks for.
     *
     * @param shards where the data goes as token ids
     */
    static RunParts of(
            Recipe recipe, RunSettings settings, TrainingRun.Listener listener, Path shards, RecordLimit limit) {
        CpuBackend cpu = backend(recipe, settings);
        if (recipe.precision().equals("bf16")) {
            warn(Bf16.of(cpu), listener);
        }
        GradBackend ops = new GradBackend(cpu, new CpuGradients(cpu), recipe.recompute(), recipe.seed());
        RunContext context = RunSetup.context(recipe, cpu, ops);
        int positions = context.student().positions();
        if (positions > 0 && context.length() > positions) {
            listener.warns(
                    "batch.length is %d, but the model's context ends at %d (max_position_embeddings of its config);"
                                    .formatted(context.length(), positions)
                            + " what lies behind is learned at positions that it does not know");
        }
        TrainingData.Maker data = (sources, folder) ->
                new TrainingData(context, sources, shards.resolve(folder), listener::tokenizing, limit);
        List<RunStage> stages = RunStage.of(recipe, context, data);
        RunEvaluation evaluation = new RunEvaluation(recipe, context, data);
        RunLearning learning = limit.isReached() ? null : learning(recipe, settings, context, stages, cpu, shards);
        return new RunParts(context, data, learning, evaluation);
    }

    private static void warn(Bf16 bf16, TrainingRun.Listener listener) {
        switch (bf16) {
            case NO_LIBRARY ->
                listener.warns(
                        "without oneDNN products are computed in float32, though the recipe says precision: bf16");
            case NO_INSTRUCTIONS ->
                listener.warns("this processor has no instructions for bfloat16: products are computed in float32,"
                        + " though the recipe says precision: bf16");
            case SLOW ->
                listener.warns("this processor multiplies bfloat16 more slowly than float32 (it has no AMX); the recipe"
                        + " says precision: bf16, float32 takes less time here");
            case FAST -> {}
        }
    }

    private static RunLearning learning(
            Recipe recipe,
            RunSettings settings,
            RunContext context,
            List<RunStage> stages,
            CpuBackend cpu,
            Path shards) {
        Path folder = shards.toAbsolutePath().getParent();
        return recipe.diloco().isEmpty() || folder == null
                ? new RunLearning(recipe, context.student(), stages, cpu, settings.threads())
                : new DiLoCoLearning(
                        recipe, recipe.diloco().get(), context.student(), stages.getFirst(), cpu, settings, folder);
    }

    /** Makes the backend of a recipe's models. */
    static CpuBackend backend(Recipe recipe, RunSettings settings) {
        return new CpuBackend(CpuOptions.fastest()
                .withThreads(settings.threads())
                .withLibraries(settings.libraries())
                .withKernels(settings.libraries() && settings.kernels())
                .withBf16(recipe.precision().equals("bf16")));
    }
}
