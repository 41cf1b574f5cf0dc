package org.menura.train.task;

import org.jspecify.annotations.Nullable;
import org.menura.model.Features;
import org.menura.tensor.Tensor;
import org.menura.tensor.grad.GradientTape;
import org.menura.train.objective.DenoisingLoss;

/**
 * Training of an output projector on the conditions of a generator's text encoder for a caption, and perhaps on the
 * generator's own denoising loss (NExT-GPT, arXiv 2309.05519, section 4.2).
 */
public final class OutputAlignmentTask extends AccumulatingTask<ImageGenerationBatch> {
    private final OutputAlignment alignment;
    private final @Nullable Latents latents;
    private final double diffusionWeight;

    /**
     * Makes a task of a model.
     *
     * @param latents of the images; null if the generator's own loss does not count
     * @param diffusionWeight of the generator's loss
     */
    public OutputAlignmentTask(
            OutputAlignment alignment,
            @Nullable Latents latents,
            double diffusionWeight,
            Steps<ImageGenerationBatch> steps) {
        super(steps);
        this.alignment = alignment;
        this.latents = latents;
        this.diffusionWeight = diffusionWeight;
    }

    @Override
    protected void learn(ImageGenerationBatch drawn, Whole whole, StepSums sums) {
        int count = drawn.conditions().size();
        int rows = alignment.compared(drawn.conditions());
        double[] wanted = alignment.wanted(drawn.conditions(), rows);
        Noised noised = latents == null
                ? null
                : Noised.of(drawn.looks(), latents, alignment.generator().scheduler(), Noised::uniform, 0);
        try (GradientTape tape = startTape()) {
            Features conditions = alignment.conditions(drawn);
            Tensor first = alignment.first(conditions, rows);
            DenoisingLoss.Result aligned = alignment.evaluate(first, wanted, count);
            seed(tape, first, aligned.gradient(), (float) (1.0 / whole.parts()));
            sums.add(aligned.loss() / whole.parts(), drawn.batch().ids().length);
            if (noised != null) {
                Tensor said = alignment.said(noised, conditions);
                DenoisingLoss.Result found = alignment.evaluate(said, noised.wanted(), count);
                seed(tape, said, found.gradient(), (float) (diffusionWeight / whole.parts()));
                sums.add(diffusionWeight * found.loss() / whole.parts(), 0);
                sums.metric("alignment", aligned.loss() / whole.parts());
                sums.metric("diffusion", found.loss() / whole.parts());
            }
            tape.backward();
        }
    }
}
