package org.menura.train.objective;

import java.util.SequencedMap;
import org.menura.tensor.Tensor;

/**
 * BYOL's loss (arXiv 2006.07733, equation 2): the online network's predictions should point where the target network's
 * projections do, {@code Σ_i w_i (2 - 2 cos(h_i, z_i))}. No gradient goes into the target network, which follows the
 * online one as a moving average ({@link org.menura.train.optim.Ema#update(double)} with {@link #decay}).
 */
public final class Byol {
    private Byol() {}

    /**
     * The loss and its gradient.
     *
     * @param gradient dL/dh, [rows, width]
     */
    public record Result(double loss, SequencedMap<String, Double> metrics, Tensor gradient) implements Evaluation {}

    /**
     * Computes the loss of a batch.
     *
     * @param prediction h of the online network, [rows, width], float32 in an array
     * @param projection z of the target network, alike
     * @param weights of the rows; {@code 1 / rows} each for a mean
     * @throws IllegalArgumentException if shapes differ, or there are no rows
     */
    public static Result of(Tensor prediction, Tensor projection, double[] weights) {
        EmbeddingPairs pairs = new EmbeddingPairs(prediction, projection);
        Require.sameCount("weights", weights.length, "rows", pairs.count());
        int width = prediction.dim(1);
        float[] gradient = new float[weights.length * width];
        double loss = 0;
        double cosines = 0;
        double total = 0;
        for (int i = 0; i < weights.length; i++) {
            double cosine = row(prediction, projection, i, weights[i], gradient);
            loss += weights[i] * (2 - 2 * cosine);
            cosines += weights[i] * cosine;
            total += weights[i];
        }
        return new Result(
                loss,
                new Metrics().put("cosine", total == 0 ? 0 : cosines / total).map(),
                Tensor.of(gradient, weights.length, width));
    }

    /**
     * Returns the row weights of Hi-BEHRT's loss (arXiv 2106.11360, section III-C): what counts are the segments that
     * the online network did not see, summed over a record, with the mean over records.
     *
     * @param keep 1 for each segment that it saw, 0 for each that it did not
     */
    public static double[] hidden(float[] keep, int records) {
        Require.some("records", records);
        double[] weights = new double[keep.length];
        for (int i = 0; i < keep.length; i++) {
            weights[i] = (1 - keep[i]) / (double) records;
        }
        return weights;
    }

    /**
     * Returns the target network's decay rate at a step: from {@code base} at the first to 1 at the last along a cosine
     * (section 3.1).
     *
     * @param base such as 0.996
     */
    public static double decay(double base, long step, long steps) {
        Require.within("the share of the target network that stays", base, 0, 1);
        if (step < 0 || step > steps || steps == 0) {
            throw new IllegalArgumentException("step %d is none of 0 to %d".formatted(step, steps));
        }
        return 1 - (1 - base) * (StrictMath.cos(Math.PI * step / steps) + 1) / 2;
    }

    /** The cosine of a row; its gradient goes into {@code gradient}. */
    private static double row(Tensor h, Tensor z, int i, double weight, float[] gradient) {
        int width = h.dim(1);
        int atH = h.offset() + i * width;
        int atZ = z.offset() + i * width;
        double product = 0;
        double lengthH = 0;
        double lengthZ = 0;
        for (int k = 0; k < width; k++) {
            double a = h.floats()[atH + k];
            double b = z.floats()[atZ + k];
            product += a * b;
            lengthH += a * a;
            lengthZ += b * b;
        }
        // A row of zeros points nowhere: its cosine is 0 and nothing can be learned from it.
        if (lengthH == 0 || lengthZ == 0) {
            return 0;
        }
        double scale = 1 / StrictMath.sqrt(lengthH * lengthZ);
        double cosine = product * scale;
        for (int k = 0; k < width; k++) {
            double a = h.floats()[atH + k];
            double b = z.floats()[atZ + k];
            gradient[i * width + k] = (float) (-2 * weight * (b * scale - cosine * a / lengthH));
        }
        return cosine;
    }
}
