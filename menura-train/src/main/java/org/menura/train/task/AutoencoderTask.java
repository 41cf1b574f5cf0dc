package org.menura.train.task;

import java.util.List;
import org.menura.model.diffusion.Autoencoder;
import org.menura.model.layer.FeatureMap;
import org.menura.tensor.Rng;
import org.menura.tensor.Tensor;
import org.menura.tensor.grad.GradientTape;
import org.menura.train.media.AugmentedImage;
import org.menura.train.objective.AutoencoderLoss;

/** Training of an autoencoder of images on its reconstruction and KL losses (arXiv 2112.10752, section 3.1). */
public final class AutoencoderTask extends AccumulatingTask<List<AugmentedImage>> {
    private final Autoencoder model;
    private final Canvas canvas;
    private final Options options;

    /**
     * Options of an autoencoder task.
     *
     * @param squared whether differences are squared; their absolute values otherwise
     * @param divergence weight of {@link AutoencoderLoss}' second part
     */
    public record Options(boolean squared, double divergence) {}

    /** Makes a task of a model. */
    public AutoencoderTask(Autoencoder model, Canvas canvas, Steps<List<AugmentedImage>> steps, Options options) {
        super(steps);
        this.model = model;
        this.canvas = canvas;
        this.options = options;
    }

    @Override
    protected void learn(List<AugmentedImage> looks, Whole whole, StepSums sums) {
        FeatureMap pictures = canvas.pictures(looks);
        try (GradientTape tape = startTape()) {
            Autoencoder.Latent latent = model.encode(pictures);
            Tensor mean = latent.mean().rows();
            Tensor logVariance = latent.logVariance().rows();
            Tensor noise = noise(looks, mean);
            Tensor decoded = model.decode(latent.sample(ops(), noise)).rows();
            AutoencoderLoss.Result result = AutoencoderLoss.of(
                    Numbers.doubles(pictures.rows()),
                    Numbers.doubles(decoded),
                    Numbers.doubles(mean),
                    Numbers.doubles(logVariance),
                    options.squared,
                    options.divergence);
            seed(tape, decoded, result.ofPictures(), whole.share());
            seed(tape, mean, result.ofMean(), whole.share());
            seed(tape, logVariance, result.ofLogVariance(), whole.share());
            tape.backward();
            sums.add(result, whole.parts(), looks.size());
        }
    }

    /** Draws standard normal noise in the shape of {@code like}, of each image from its own generator. */
    static Tensor noise(List<AugmentedImage> looks, Tensor like) {
        float[] out = new float[Math.toIntExact(like.elements())];
        int each = out.length / looks.size();
        for (int i = 0; i < looks.size(); i++) {
            fill(looks.get(i).rest().copy(), out, i * each, each);
        }
        return Tensor.of(out, like.shape().toArray());
    }

    static void fill(Rng rng, float[] out, int from, int count) {
        for (int k = from; k < from + count; k++) {
            out[k] = (float) rng.nextGaussian();
        }
    }
}
