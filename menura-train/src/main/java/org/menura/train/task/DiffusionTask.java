package org.menura.train.task;

import java.util.List;
import java.util.OptionalDouble;
import org.menura.model.diffusion.Denoiser;
import org.menura.tensor.Tensor;
import org.menura.tensor.grad.GradientTape;
import org.menura.train.media.AugmentedImage;
import org.menura.train.objective.DenoisingLoss;

/** Training of a denoiser in the latents of images with texts (arXiv 2112.10752, section 3.2). */
public final class DiffusionTask extends AccumulatingTask<List<AugmentedImage>> {
    private final DiffusionModel model;
    private final Latents latents;
    private final Options options;

    /**
     * Options of a diffusion task.
     *
     * @param dropout how often a text is left out, for guidance (arXiv 2207.12598)
     * @param minSnr gamma of min-SNR weights (arXiv 2303.09556), if wanted
     * @param timesteps the distribution of timesteps
     */
    public record Options(double dropout, OptionalDouble minSnr, Noised.Timesteps timesteps) {}

    /** Makes a task of a model. */
    public DiffusionTask(DiffusionModel model, Latents latents, Steps<List<AugmentedImage>> steps, Options options) {
        super(steps);
        this.model = model;
        this.latents = latents;
        this.options = options;
    }

    @Override
    protected void learn(List<AugmentedImage> looks, Whole whole, StepSums sums) {
        Noised noised = Noised.of(looks, latents, model.scheduler(), options.timesteps, options.dropout);
        double[] weights = options.minSnr.isPresent()
                ? noised.minSnr(model.scheduler().prediction(), options.minSnr.getAsDouble())
                : null;
        // What is kept of texts must outlive the recording.
        Denoiser.Condition known =
                model.conditions().learns() ? null : model.conditions().of(noised.texts());
        try (GradientTape tape = startTape()) {
            Denoiser.Condition condition = known == null ? model.conditions().of(noised.texts()) : known;
            Tensor said = model.denoiser()
                    .forward(noised.sample(), noised.timesteps(), condition)
                    .rows();
            DenoisingLoss.Result result =
                    DenoisingLoss.of(Numbers.doubles(said), noised.wanted(), weights, looks.size());
            seed(tape, said, result.gradient(), whole.share());
            tape.backward();
            sums.add(result, whole.parts(), looks.size());
        }
    }
}
