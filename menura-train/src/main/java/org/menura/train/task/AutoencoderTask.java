package org.menura.train.task;

import java.util.List;
import java.util.function.LongFunction;
import org.menura.model.diffusion.Autoencoder;
import org.menura.model.layer.FeatureMap;
import org.menura.tensor.Rng;
import org.menura.tensor.Tensor;
import org.menura.tensor.grad.GradBackend;
import org.menura.tensor.grad.GradientTape;
import org.menura.tensor.grad.Parameter;
import org.menura.train.StepResult;
import org.menura.train.Task;
import org.menura.train.media.AugmentedImage;
import org.menura.train.objective.AutoencoderLoss;

/** Pictures are made smaller and have to become what they were (arXiv 2112.10752, section 3.1). */
public final class AutoencoderTask implements Task {
    private final Autoencoder model;
    private final Canvas canvas;
    private final GradBackend ops;
    private final List<Parameter> parameters;
    private final LongFunction<List<List<AugmentedImage>>> batches;
    private final Options options;

    /**
     * What may be chosen.
     *
     * @param squared whether differences are squared; their absolute values otherwise
     * @param divergence weight of {@link AutoencoderLoss}' second part
     */
    public record Options(boolean squared, double divergence) {}

    /**
     * A task over {@code parameters} of a model that computes with {@code ops}.
     *
     * @param batches what a step learns from, in parts whose gradients are added up
     */
    public AutoencoderTask(
            Autoencoder model,
            Canvas canvas,
            GradBackend ops,
            List<Parameter> parameters,
            LongFunction<List<List<AugmentedImage>>> batches,
            Options options) {
        this.model = model;
        this.canvas = canvas;
        this.ops = ops;
        this.parameters = parameters;
        this.batches = batches;
        this.options = options;
    }

    @Override
    public StepResult gradients(long step) {
        Sums sums = new Sums();
        List<List<AugmentedImage>> parts = batches.apply(step);
        for (List<AugmentedImage> looks : parts) {
            FeatureMap pictures = canvas.pictures(looks);
            try (GradientTape recording = ops.record(parameters)) {
                Autoencoder.Latent latent = model.encode(pictures);
                Tensor mean = latent.mean().rows();
                Tensor logVariance = latent.logVariance().rows();
                Tensor noise = noise(looks, mean);
                Tensor decoded = model.decode(latent.sample(ops, noise)).rows();
                AutoencoderLoss.Result result = AutoencoderLoss.of(
                        Numbers.doubles(pictures.rows()),
                        Numbers.doubles(decoded),
                        Numbers.doubles(mean),
                        Numbers.doubles(logVariance),
                        options.squared,
                        options.divergence);
                seed(recording, decoded, result.ofPictures(), parts.size());
                seed(recording, mean, result.ofMean(), parts.size());
                seed(recording, logVariance, result.ofLogVariance(), parts.size());
                recording.backward();
                sums.add(result, parts.size(), looks.size());
            }
        }
        return sums.result();
    }

    private void seed(GradientTape recording, Tensor of, double[] gradient, int parts) {
        Tensor slope = Numbers.floats(gradient).reshape(of.shape().toArray());
        recording.seed(of, ops.affine(slope, 1f / parts, 0));
    }

    /** Standard normal numbers as {@code like} lies, each look's from what is random about it. */
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
