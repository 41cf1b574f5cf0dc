package org.menura.detect.watermark;

import java.util.Arrays;
import org.menura.generate.watermark.SynthIdWatermark;

/**
 * The g-values of a text and which of its n-grams count.
 *
 * @param depth number of layers
 * @param gValues per n-gram a word whose bit {@code d} is the g-value of layer {@code d}
 * @param mask per n-gram whether it counts
 */
public record SynthIdText(int depth, long[] gValues, boolean[] mask) {
    private static final double FIRST_WEIGHT = 10;
    private static final double LAST_WEIGHT = 1;

    /**
     * Reads a text: an n-gram counts if its context did not come up lately, and the end token neither.
     *
     * @param tokens the text, without its prompt
     * @param endId the token that ends texts; -1 for none
     * @throws IllegalArgumentException if the text is too short to have an n-gram
     */
    public static SynthIdText of(SynthIdWatermark mark, int[] tokens, int endId) {
        if (tokens.length < mark.ngramLength()) {
            throw new IllegalArgumentException(
                    "the text has %d tokens, and the watermark needs at least %d to judge one"
                            .formatted(tokens.length, mark.ngramLength()));
        }
        boolean[] mask = newContexts(mark, tokens);
        boolean[] unended = beforeEnd(mark, tokens, endId);
        for (int i = 0; i < mask.length; i++) {
            mask[i] &= unended[i];
        }
        return new SynthIdText(mark.depth(), mark.gValues(tokens), mask);
    }

    /** Tells for each n-gram whether its context is not among the last ones ({@code compute_context_repetition_mask}). */
    public static boolean[] newContexts(SynthIdWatermark mark, int[] tokens) {
        boolean[] fresh = new boolean[Math.max(0, tokens.length - mark.ngramLength() + 1)];
        long[] ring = new long[mark.historySize()];
        for (int i = 0; i < fresh.length; i++) {
            long context = mark.contextHash(tokens, i);
            fresh[i] = Arrays.stream(ring).noneMatch(other -> other == context);
            if (ring.length > 0) {
                ring[i % ring.length] = context;
            }
        }
        return fresh;
    }

    /** Tells for each n-gram whether the end token has not come up to its last token ({@code compute_eos_token_mask}). */
    public static boolean[] beforeEnd(SynthIdWatermark mark, int[] tokens, int endId) {
        boolean[] before = new boolean[Math.max(0, tokens.length - mark.ngramLength() + 1)];
        int end = 0;
        while (end < tokens.length && tokens[end] != endId) {
            end++;
        }
        for (int i = 0; i < before.length; i++) {
            before[i] = i + mark.ngramLength() - 1 < end;
        }
        return before;
    }

    /** Returns the number of n-grams that count. */
    public int scored() {
        int count = 0;
        for (boolean counts : mask) {
            count += counts ? 1 : 0;
        }
        return count;
    }

    /** Returns the mean of the g-values that count; ½ on average without the watermark. NaN if none counts. */
    public double mean() {
        double[] weights = new double[depth];
        Arrays.fill(weights, 1);
        return mean(weights);
    }

    /** Returns the mean with weights that fall from 10 at the first layer to 1 at the last one, scaled to a mean of 1. */
    public double weightedMean() {
        return mean(weights(depth));
    }

    private double mean(double[] weights) {
        double sum = 0;
        for (int i = 0; i < mask.length; i++) {
            for (int d = 0; mask[i] && d < depth; d++) {
                sum += (gValues[i] >>> d & 1) * weights[d];
            }
        }
        return sum / ((double) depth * scored());
    }

    /**
     * Returns the probability that {@link #weightedMean} is at least as large without the watermark, by the normal
     * distribution.
     */
    public double weightedMeanP() {
        double squares = Arrays.stream(weights(depth)).map(w -> w * w).sum();
        double deviation = Math.sqrt(squares / scored()) / (2 * depth);
        return Tails.normal((weightedMean() - 0.5) / deviation);
    }

    private static double[] weights(int depth) {
        double[] weights = new double[depth];
        double step = depth == 1 ? 0 : (LAST_WEIGHT - FIRST_WEIGHT) / (depth - 1);
        Arrays.setAll(weights, i -> FIRST_WEIGHT + step * i);
        double sum = Arrays.stream(weights).sum();
        Arrays.setAll(weights, i -> weights[i] * (depth / sum));
        return weights;
    }
}
