package org.menura.train.task;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;
import org.menura.model.Features;
import org.menura.tensor.Tensor;
import org.menura.tensor.grad.GradBackend;
import org.menura.tensor.grad.GradientTape;
import org.menura.tensor.grad.Parameter;
import org.menura.train.StepResult;
import org.menura.train.Task;
import org.menura.train.objective.DenoisingLoss;

/**
 * An output projector learns to say what a generator's text encoder would say of a caption, and perhaps what helps the
 * generator to find noise in the picture itself (NExT-GPT, arXiv 2309.05519, section 4.2).
 */
public final class OutputAlignmentTask implements Task {
    private final OutputAlignment alignment;
    private final @Nullable Latents latents;
    private final double diffusionWeight;
    private final GradBackend ops;
    private final List<Parameter> parameters;
    private final LongFunction<List<ImageGenerationBatch>> batches;

    /**
     * A task over {@code parameters} of a model that computes with {@code ops}.
     *
     * @param latents of the pictures; null if the generator's own loss does not count
     * @param diffusionWeight of the generator's loss
     * @param batches what a step learns from, in parts whose gradients are added up
     */
    public OutputAlignmentTask(
            OutputAlignment alignment,
            @Nullable Latents latents,
            double diffusionWeight,
            GradBackend ops,
            List<Parameter> parameters,
            LongFunction<List<ImageGenerationBatch>> batches) {
        this.alignment = alignment;
        this.latents = latents;
        this.diffusionWeight = diffusionWeight;
        this.ops = ops;
        this.parameters = parameters;
        this.batches = batches;
    }

    @Override
    public StepResult gradients(long step) {
        List<ImageGenerationBatch> parts = batches.apply(step);
        double loss = 0;
        long tokens = 0;
        SequencedMap<String, Double> metrics = new LinkedHashMap<>();
        for (ImageGenerationBatch drawn : parts) {
            int count = drawn.conditions().size();
            int rows = alignment.compared(drawn.conditions());
            double[] wanted = alignment.wanted(drawn.conditions(), rows);
            Noised noised = latents == null
                    ? null
                    : Noised.of(drawn.looks(), latents, alignment.generator().scheduler(), Noised::uniform, 0);
            try (GradientTape recording = ops.record(parameters)) {
                Features conditions = alignment.conditions(drawn);
                Tensor first = alignment.first(conditions, rows);
                DenoisingLoss.Result aligned = alignment.evaluate(first, wanted, count);
                seed(recording, first, aligned.gradient(), 1.0 / parts.size());
                loss += aligned.loss() / parts.size();
                metrics.merge("alignment", aligned.loss() / parts.size(), Double::sum);
                if (noised != null) {
                    Tensor said = alignment.said(noised, conditions);
                    DenoisingLoss.Result found = alignment.evaluate(said, noised.wanted(), count);
                    seed(recording, said, found.gradient(), diffusionWeight / parts.size());
                    loss += diffusionWeight * found.loss() / parts.size();
                    metrics.merge("diffusion", found.loss() / parts.size(), Double::sum);
                }
                recording.backward();
            }
            tokens += drawn.batch().ids().length;
        }
        return new StepResult(loss, tokens, latents == null ? new LinkedHashMap<>() : metrics);
    }

    private void seed(GradientTape recording, Tensor of, double[] gradient, double weight) {
        Tensor slope = Numbers.floats(gradient).reshape(of.shape().toArray());
        recording.seed(of, ops.affine(slope, (float) weight, 0));
    }
}
