package org.menura.train.objective;

import java.util.SequencedMap;

/**
 * The loss of latent diffusion's autoencoder (arXiv 2112.10752, section 3.1, without its discriminator; KL term of arXiv
 * 1312.6114): the mean error of all values of the pictures, and the divergence of the latents from standard normal numbers
 * {@code 1/2 Σ (mean² + variance - 1 - log variance)}, summed over a latent and divided by the values of a picture.
 */
public final class AutoencoderLoss {
    private AutoencoderLoss() {}

    /**
     * The loss and its gradients.
     *
     * @param ofPictures dL/dpictures
     * @param ofMean dL/dmean
     * @param ofLogVariance dL/dlogVariance
     */
    public record Result(
            double loss,
            SequencedMap<String, Double> metrics,
            double[] ofPictures,
            double[] ofMean,
            double[] ofLogVariance)
            implements Evaluation {}

    /**
     * Computes the loss of images that were encoded and decoded.
     *
     * @param given values of the input images
     * @param decoded values of the reconstructed images
     * @param mean of each element of the latents
     * @param logVariance of each element of the latents
     * @param squared whether differences are squared; their absolute values otherwise
     * @param weight of the divergence
     */
    public static Result of(
            double[] given, double[] decoded, double[] mean, double[] logVariance, boolean squared, double weight) {
        Require.some("values", given.length);
        Require.sameCount("decoded values", decoded.length, "values", given.length);
        Require.sameCount("variances", logVariance.length, "means", mean.length);
        int n = given.length;
        double error = 0;
        double[] ofPictures = new double[n];
        for (int i = 0; i < n; i++) {
            double d = decoded[i] - given[i];
            error += (squared ? d * d : Math.abs(d)) / n;
            ofPictures[i] = (squared ? 2 * d : Math.signum(d)) / n;
        }
        double divergence = 0;
        double[] ofMean = new double[mean.length];
        double[] ofLogVariance = new double[mean.length];
        for (int i = 0; i < mean.length; i++) {
            double variance = StrictMath.exp(logVariance[i]);
            divergence += (mean[i] * mean[i] + variance - 1 - logVariance[i]) / 2;
            ofMean[i] = weight * mean[i] / n;
            ofLogVariance[i] = weight * (variance - 1) / 2 / n;
        }
        return new Result(
                error + weight * divergence / n,
                new Metrics()
                        .put("reconstruction", error)
                        .put("kl", divergence / n)
                        .map(),
                ofPictures,
                ofMean,
                ofLogVariance);
    }
}
