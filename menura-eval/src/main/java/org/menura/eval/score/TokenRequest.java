package org.menura.eval.score;

import java.util.Arrays;

/**
 * Asks for the log-likelihood of tokens.
 *
 * @param input what the model reads
 * @param targets what follows the last {@code targets.length} tokens of the input, each one of them
 */
public record TokenRequest(int[] input, int[] targets) {
    /**
     * Checks the lengths.
     *
     * @throws IllegalArgumentException if there are no targets, or more than the input has tokens
     */
    public TokenRequest {
        if (targets.length == 0 || targets.length > input.length) {
            throw new IllegalArgumentException(
                    "%d tokens can't follow %d tokens one by one".formatted(targets.length, input.length));
        }
    }

    /**
     * Returns the request for a continuation after a context, of which the beginning is left out where both are longer
     * than the model takes, as in lm-evaluation-harness.
     *
     * @param most tokens that the model reads at most
     * @throws IllegalArgumentException if there is no context or no continuation, or the latter alone is too long
     */
    public static TokenRequest of(int[] context, int[] continuation, int most) {
        if (context.length == 0 || continuation.length == 0) {
            throw new IllegalArgumentException("a context of %d tokens and a continuation of %d have no likelihood"
                    .formatted(context.length, continuation.length));
        }
        if (continuation.length > most) {
            throw new IllegalArgumentException(
                    "a continuation has %d tokens, but the model takes %d".formatted(continuation.length, most));
        }
        int length = context.length + continuation.length - 1;
        int[] all = Arrays.copyOf(context, length);
        System.arraycopy(continuation, 0, all, context.length, continuation.length - 1);
        return new TokenRequest(Arrays.copyOfRange(all, Math.max(0, length - most), length), continuation);
    }

    /** Returns the first place of the input whose next token counts. */
    int firstScored() {
        return input.length - targets.length;
    }
}
