package org.menura.generate.sample;

import java.util.HashMap;
import java.util.Map;

/**
 * DRY ("don't repeat yourself"): lowers the logit of each token that would go on with a repetition of what stands
 * earlier, by {@code multiplier · base^(length − allowedLength)}, where length is that of the longest repetition that
 * the token would extend. Repetitions don't reach across a sequence breaker.
 *
 * <p>By p-e-w, text-generation-webui pull request 5677; llama.cpp pull request 9702, whose results these are.
 *
 * @param multiplier the penalty's scale, in logits; 0 turns the stage off
 * @param base base of the penalty's growth with length; below 1 turns the stage off
 * @param allowedLength the longest repetition that may be extended without penalty, plus one
 * @param lastTokens number of last tokens to look at; 0 turns the stage off, -1 takes the whole history
 * @param breakers token sequences across which nothing counts as repeated, such as a line break
 */
public record Dry(float multiplier, float base, int allowedLength, int lastTokens, SequenceBreakers breakers)
        implements SamplingStage {
    /** Checks the parameters. */
    public Dry {
        ParameterRanges.check("dry_multiplier", multiplier, 0, Float.MAX_VALUE);
        ParameterRanges.check("dry_base", base, 0, Float.MAX_VALUE);
        ParameterRanges.check("dry_allowed_length", allowedLength, 0);
        ParameterRanges.check("dry_penalty_last_n", lastTokens, -1);
    }

    /** Returns whether the parameters leave this stage anything to do. */
    public boolean isOn() {
        return multiplier != 0 && base >= 1 && lastTokens != 0;
    }

    @Override
    public boolean keepsLikeliest() {
        return !isOn();
    }

    @Override
    public void apply(Candidates candidates, SamplingState state) {
        TokenHistory history = state.history();
        int window = isOn() ? history.window(lastTokens) : 0;
        if (window <= allowedLength) {
            return;
        }
        int limit = tokensSinceBreaker(history, window);
        if (limit < allowedLength) {
            return;
        }
        longestRepetitions(history, window, limit).forEach((token, length) -> {
            int i = candidates.find(token);
            if (i >= 0 && !breakers.contains(token)) {
                candidates.setLogit(i, candidates.logit(i) - penalty(length));
            }
        });
    }

    private float penalty(int length) {
        // A longer repetition than this would only push a float to infinity.
        double largestExponent = base > 1.000001f ? StrictMath.log(Float.MAX_VALUE) / StrictMath.log(base) : length;
        double exponent = Math.min(length - allowedLength, Math.floor(largestExponent));
        return multiplier * (float) StrictMath.pow(base, exponent);
    }

    /** How many tokens follow the last whole sequence breaker in the window; all of them where there is none. */
    private int tokensSinceBreaker(TokenHistory history, int window) {
        for (int i = 0; i < window; i++) {
            int length = breakers.longestAt(history, i);
            if (length > 0) {
                return i + 1 - length;
            }
        }
        return window;
    }

    /**
     * For each token that followed an earlier occurrence of the history's end: the length of the longest such
     * occurrence, at least {@link #allowedLength} and at most {@code limit}.
     *
     * <p>The lengths are the Z-array of the reversed window (Gusfield, "Algorithms on strings, trees and sequences",
     * 1997, section 1.3), in time linear in the window.
     */
    private Map<Integer, Integer> longestRepetitions(TokenHistory history, int window, int limit) {
        Map<Integer, Integer> longest = new HashMap<>();
        int[] matches = new int[window];
        int boxStart = 0;
        int boxEnd = 0;
        for (int k = 1; k < window; k++) {
            int length = k < boxEnd ? Math.min(matches[k - boxStart], boxEnd - k) : 0;
            while (k + length < window && history.fromEnd(length) == history.fromEnd(k + length)) {
                length++;
            }
            if (k + length > boxEnd) {
                boxStart = k;
                boxEnd = k + length;
            }
            matches[k] = length;
            int counted = Math.min(length, limit);
            if (counted >= allowedLength) {
                longest.merge(history.fromEnd(k - 1), counted, Math::max);
            }
        }
        return longest;
    }
}
