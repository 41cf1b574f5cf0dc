package org.menura.train.measure;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import java.util.function.BiConsumer;
import org.menura.data.Examples;
import org.menura.model.diffusion.Autoencoder;
import org.menura.model.layer.FeatureMap;
import org.menura.tensor.Backend;
import org.menura.tensor.Rng;
import org.menura.train.media.AugmentedImage;
import org.menura.train.task.Canvas;

/**
 * Reconstruction errors of an autoencoder on held-out images, without noise in the latents: mean absolute and squared
 * difference of values from -1 to 1, and the pictures' mean peak signal-to-noise ratio in dB.
 *
 * @param model the autoencoder
 * @param canvas the preprocessing of its images
 * @param examples held-out images, by source
 * @param perBatch images per batch
 */
public record Reconstruction(
        Autoencoder model, Canvas canvas, List<Examples<List<AugmentedImage>>> examples, int perBatch)
        implements Metric {
    private static final double RANGE = 2;

    /** Goes over pictures in batches. */
    static void each(
            List<Examples<List<AugmentedImage>>> examples,
            int perBatch,
            long most,
            BiConsumer<Long, List<AugmentedImage>> action) {
        long seen = 0;
        for (Examples<List<AugmentedImage>> source : examples) {
            long count = Math.min(source.count(), most - seen);
            for (long from = 0; from < count; from += perBatch) {
                List<AugmentedImage> looks = new ArrayList<>();
                for (long i = from; i < Math.min(count, from + perBatch); i++) {
                    looks.addAll(source.example(i, new Rng(seen, i)));
                }
                action.accept(seen + from, looks);
            }
            seen += count;
        }
    }

    @Override
    public SequencedMap<String, Double> now() {
        double[] sums = new double[4]; // absolute, squared, decibels, pictures
        Backend ops = model.ops();
        each(examples, perBatch, Long.MAX_VALUE, (_, looks) -> {
            FeatureMap pictures = canvas.pictures(looks);
            try (Backend.Scope _ = ops.scope()) {
                float[] given = pictures.rows().toFloats();
                float[] decoded =
                        model.decode(model.encode(pictures).mean()).rows().toFloats();
                int each = given.length / looks.size();
                for (int p = 0; p < looks.size(); p++) {
                    double squares = 0;
                    for (int i = p * each; i < (p + 1) * each; i++) {
                        double d = Math.clamp(decoded[i], -1f, 1f) - given[i];
                        sums[0] += Math.abs(d) / each;
                        squares += d * d / each;
                    }
                    sums[1] += squares;
                    sums[2] += 10 * Math.log10(RANGE * RANGE / Math.max(squares, 1e-10));
                    sums[3]++;
                }
            }
        });
        SequencedMap<String, Double> metrics = new LinkedHashMap<>();
        metrics.put("l1", sums[0] / sums[3]);
        metrics.put("l2", sums[1] / sums[3]);
        metrics.put("psnr", sums[2] / sums[3]);
        metrics.put("pictures", sums[3]);
        return metrics;
    }

    /**
     * Returns the standard deviation of the elements of sampled latents, whose inverse diffusion takes for a factor
     * (arXiv 2112.10752, appendix G): over the first {@code most} pictures.
     */
    public double deviation(long most) {
        double[] sums = new double[3]; // values, squares with the encoder's own variance, count
        Backend ops = model.ops();
        each(examples, perBatch, most, (_, looks) -> {
            try (Backend.Scope _ = ops.scope()) {
                Autoencoder.Latent latent = model.encode(canvas.pictures(looks));
                float[] mean = latent.mean().rows().toFloats();
                float[] logVariance = latent.logVariance().rows().toFloats();
                for (int i = 0; i < mean.length; i++) {
                    sums[0] += mean[i];
                    sums[1] += (double) mean[i] * mean[i] + StrictMath.exp(logVariance[i]);
                }
                sums[2] += mean.length;
            }
        });
        double mean = sums[0] / sums[2];
        return Math.sqrt(sums[1] / sums[2] - mean * mean);
    }
}
