package org.menura.tensor;

import org.jspecify.annotations.Nullable;
import org.menura.tensor.annotation.Extension;

/**
 * Settings of scaled dot-product attention: scale, mask, score cap and position biases.
 *
 * <p>The score of a query at position {@code i} and a key at position {@code j} is {@code scale · q·k}, then, where
 * given, {@code softcap · tanh(score / softcap)}, then the biases are added.
 *
 * @param scale factor of the dot products
 * @param causal whether a query sees only keys at its own position and before
 * @param window maximum number of positions that a query sees, its own included, after the prefix; without {@code
 *     causal} as many to either side, so {@code 2 · window - 1} in all; 0 for all
 * @param prefix with {@code causal}, number of positions at the start of each sequence that all queries see; usually 0
 * @param softcap bound of the scores (Gemma 2, arXiv 2408.00118), 0 for none
 * @param slopes ALiBi (arXiv 2108.12409): {@code slope · (j - i)} is added, one slope per query head
 */
@Extension
public record AttentionSpec(
        float scale, boolean causal, int window, int prefix, float softcap, float @Nullable [] slopes) {
    /** Returns settings of causal attention over all earlier positions, without biases. */
    public static AttentionSpec causal(float scale) {
        return new AttentionSpec(scale, true, 0, 0, 0, null);
    }

    /** Returns settings of bidirectional attention, without biases. */
    public static AttentionSpec full(float scale) {
        return new AttentionSpec(scale, false, 0, 0, 0, null);
    }

    public AttentionSpec withWindow(int positions) {
        return new AttentionSpec(scale, causal, positions, prefix, softcap, slopes);
    }

    public AttentionSpec withPrefix(int positions) {
        return new AttentionSpec(scale, causal, window, positions, softcap, slopes);
    }

    public AttentionSpec withSoftcap(float cap) {
        return new AttentionSpec(scale, causal, window, prefix, cap, slopes);
    }

    public AttentionSpec withSlopes(float @Nullable [] perHead) {
        return new AttentionSpec(scale, causal, window, prefix, softcap, perHead);
    }
}
