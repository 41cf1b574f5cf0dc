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

    /**
     * Pools the rows of a text into its embedding: rows [tokens, width] → [width].
     *
     * @param from the first row that counts, behind those of a prompt; where none is left, there is nothing but zeros to
     *     make a mean of
     */
    float[] of(Tensor rows, int from) {
        int count = rows.dim(0);
        int first = Math.min(from, count);
        int width = rows.dim(1);
        return switch (this) {
            case CLS -> rows.rows(first % count, first % count + 1).toFloats();
            case LAST ->
                first == count ? new float[width] : rows.rows(count - 1, count).toFloats();
            case MAX ->
                first == count
                        ? new float[width]
                        : largest(rows.rows(first, count).toFloats(), width);
            case MEAN -> sums(rows.toFloats(), width, first, false, count - first);
            case MEAN_SQRT -> sums(rows.toFloats(), width, first, false, Math.sqrt(count - first));
            case WEIGHTED_MEAN ->
                sums(rows.toFloats(), width, first, true, (count * (count + 1L) - first * (first + 1L)) / 2d);
        };
    }

    private static float[] sums(float[] all, int width, int first, boolean weighted, double divisor) {
        float[] out = new float[width];
        for (int i = 0; i < width; i++) {
            double sum = 0;
            for (int r = first; r < all.length / width; r++) {
                sum += weighted ? (r + 1d) * all[r * width + i] : all[r * width + i];
            }
            out[i] = (float) (sum / Math.max(divisor, 1e-9));
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
