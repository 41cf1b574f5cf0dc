package org.menura.train.task;

import java.util.Arrays;
import java.util.List;
import org.menura.model.diffusion.Prediction;
import org.menura.model.diffusion.Scheduler;
import org.menura.model.layer.FeatureMap;
import org.menura.tensor.Rng;
import org.menura.tensor.Tensor;
import org.menura.train.media.AugmentedImage;
import org.menura.train.objective.DenoisingLoss;

/**
 * Noised latents with the denoiser's targets.
 *
 * @param sample the noised latents
 * @param timesteps one for each image
 * @param wanted the denoiser's targets, in the layout of the sample
 * @param alphas the data's factor in each sample
 * @param sigmas the noise's factor
 * @param texts the prompt of each sample
 */
public record Noised(
        FeatureMap sample, float[] timesteps, double[] wanted, double[] alphas, double[] sigmas, List<String> texts) {

    /** A distribution of timesteps. */
    @FunctionalInterface
    public interface Timesteps {
        /** Draws a timestep, from 0 to the scheduler's number of training timesteps. */
        float pick(Scheduler scheduler, Rng rng);
    }

    /** Draws a timestep uniformly; with flow matching, from all values between the timesteps too. */
    public static float uniform(Scheduler scheduler, Rng rng) {
        return at(scheduler, rng.nextDouble());
    }

    /**
     * Draws a timestep from a logit-normal distribution, more often in the middle (arXiv 2403.03206, section 3.1, with
     * mean 0 and deviation 1).
     */
    public static float logitNormal(Scheduler scheduler, Rng rng) {
        return at(scheduler, 1 / (1 + StrictMath.exp(-rng.nextGaussian())));
    }

    /** The timestep at a share of the way, 0 (inclusive) to 1 (exclusive). */
    static float at(Scheduler scheduler, double share) {
        int steps = scheduler.trainSteps();
        return scheduler.prediction() == Prediction.FLOW
                ? (float) ((1 - share) * steps)
                : (float) Math.min(steps - 1, Math.floor(share * steps));
    }

    /**
     * Adds noise to the latents of images; all that is random comes from the looks.
     *
     * @param dropout how often a text is left out
     */
    public static Noised of(
            List<AugmentedImage> looks, Latents latents, Scheduler scheduler, Timesteps timesteps, double dropout) {
        int each = latents.values();
        int n = looks.size();
        float[] noise = new float[n * each];
        float[] within = new float[n * each];
        float[] when = new float[n];
        String[] texts = new String[n];
        for (int i = 0; i < n; i++) {
            Rng rng = looks.get(i).rest().copy();
            texts[i] = rng.nextDouble() < dropout ? "" : looks.get(i).text();
            when[i] = timesteps.pick(scheduler, rng);
            AutoencoderTask.fill(rng, noise, i * each, each);
            AutoencoderTask.fill(rng, within, i * each, each);
        }
        FeatureMap clean = latents.of(looks, within);
        float[] data = clean.rows().toFloats();
        float[] sample = new float[data.length];
        double[] wanted = new double[data.length];
        double[] alphas = new double[n];
        double[] sigmas = new double[n];
        for (int i = 0; i < n; i++) {
            float[] one = Arrays.copyOfRange(data, i * each, (i + 1) * each);
            float[] added = Arrays.copyOfRange(noise, i * each, (i + 1) * each);
            alphas[i] = scheduler.noised(new float[] {1}, new float[] {0}, when[i])[0];
            sigmas[i] = scheduler.noised(new float[] {0}, new float[] {1}, when[i])[0];
            System.arraycopy(scheduler.noised(one, added, when[i]), 0, sample, i * each, each);
            float[] target = scheduler.prediction().target(alphas[i], sigmas[i], one, added);
            for (int k = 0; k < each; k++) {
                wanted[i * each + k] = target[k];
            }
        }
        Tensor rows = Tensor.of(sample, clean.rows().shape().toArray());
        return new Noised(clean.with(rows), when, wanted, alphas, sigmas, List.of(texts));
    }

    /** Min-SNR weights of the samples; see {@link DenoisingLoss#minSnr}. */
    double[] minSnr(Prediction prediction, double gamma) {
        DenoisingLoss.Said said = switch (prediction) {
            case EPSILON -> DenoisingLoss.Said.NOISE;
            case SAMPLE -> DenoisingLoss.Said.DATA;
            case V -> DenoisingLoss.Said.VELOCITY;
            case FLOW -> throw new IllegalArgumentException("min-SNR weights are none of straight ways");
        };
        double[] weights = new double[alphas.length];
        for (int i = 0; i < weights.length; i++) {
            weights[i] = DenoisingLoss.minSnr(said, alphas[i], sigmas[i], gamma);
        }
        return weights;
    }
}
