package org.menura.generate.embed;

import java.util.Arrays;
import org.menura.tensor.Tensor;

/** Pooling of the rows of a text's tokens into one embedding, as sentence-transformers' {@code Pooling} does it. */
public enum Pooling {
    /** The mean of all tokens. */
    MEAN,
    /** The first token, BERT's {@code [CLS]}. */
    CLS,
    /** The last token. */
    LAST,
    /** The maximum of each column. */
    MAX,
    /** The sum of all tokens divided by the square root of their number. */
    MEAN_SQRT,
    /** The mean of all tokens, weighted by their places from 1 on (arXiv 2202.08904). */
    WEIGHTED_MEAN;

    /** Pools the rows of a text into its embedding: rows [tokens, width] → [width]. */
    float[] of(Tensor rows) {
        int count = rows.dim(0);
        return switch (this) {
            case CLS -> rows.rows(0, 1).toFloats();
            case LAST -> rows.rows(count - 1, count).toFloats();
            case MAX -> largest(rows.toFloats(), rows.dim(1));
            case MEAN -> sums(rows.toFloats(), rows.dim(1), false, count);
            case MEAN_SQRT -> sums(rows.toFloats(), rows.dim(1), false, Math.sqrt(count));
            case WEIGHTED_MEAN -> sums(rows.toFloats(), rows.dim(1), true, count * (count + 1L) / 2d);
        };
    }

    private static float[] sums(float[] all, int width, boolean weighted, double divisor) {
        float[] out = new float[width];
        for (int i = 0; i < width; i++) {
            double sum = 0;
            for (int r = 0; r < all.length / width; r++) {
                sum += weighted ? (r + 1d) * all[r * width + i] : all[r * width + i];
            }
            out[i] = (float) (sum / divisor);
        }
        return out;
    }

    private static float[] largest(float[] all, int width) {
        float[] out = Arrays.copyOf(all, width);
        for (int i = width; i < all.length; i++) {
            out[i % width] = Math.max(out[i % width], all[i]);
        }
        return out;
    }
}
