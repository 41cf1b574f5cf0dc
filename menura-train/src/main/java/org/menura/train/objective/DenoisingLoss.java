package org.menura.train.objective;

import java.util.LinkedHashMap;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;

/**
 * The loss of diffusion models (arXiv 2006.11239, equation 14): the squared error of what a denoiser says, its mean over a
 * sample's elements, weighted by sample and averaged.
 */
public final class DenoisingLoss {
    private DenoisingLoss() {}

    /**
     * The loss and its gradient.
     *
     * @param gradient dL/dsaid, in the layout of {@code said}
     */
    public record Result(double loss, SequencedMap<String, Double> metrics, double[] gradient) implements Evaluation {}

    /**
     * Computes the loss of samples.
     *
     * @param said predictions of the denoiser, sample after sample, equally long
     * @param wanted targets of the denoiser
     * @param weights of each sample; null for 1
     * @param samples number of samples
     */
    public static Result of(double[] said, double[] wanted, double @Nullable [] weights, int samples) {
        Require.some("samples", samples);
        Require.sameCount("wanted values", wanted.length, "said values", said.length);
        double loss = 0;
        double plain = 0;
        int length = said.length / samples;
        double[] gradient = new double[said.length];
        for (int i = 0; i < said.length; i++) {
            double weight = weights == null ? 1 : weights[i / length];
            double d = said[i] - wanted[i];
            plain += d * d / said.length;
            loss += weight * d * d / said.length;
            gradient[i] = 2 * weight * d / said.length;
        }
        SequencedMap<String, Double> metrics = new LinkedHashMap<>();
        if (weights != null) {
            metrics.put("unweighted", plain);
        }
        return new Result(loss, metrics, gradient);
    }

    /** The prediction type of a denoiser, on which its weight depends. */
    public enum Said {
        NOISE,
        DATA,
        VELOCITY
    }

    /**
     * Returns the min-SNR weight (arXiv 2303.09556, section 3.4): of the data's error min(SNR, gamma), of others what
     * comes to the same.
     *
     * @param alpha the data's factor at the timestep
     * @param sigma the noise's factor
     */
    public static double minSnr(Said said, double alpha, double sigma, double gamma) {
        double ratio = alpha * alpha / Math.max(sigma * sigma, 1e-20);
        double least = Math.min(ratio, gamma);
        return switch (said) {
            case DATA -> least;
            case NOISE -> ratio == 0 ? 1 : least / ratio;
            case VELOCITY -> least / (ratio + 1);
        };
    }
}
