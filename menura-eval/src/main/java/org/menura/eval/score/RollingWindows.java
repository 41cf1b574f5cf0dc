package org.menura.eval.score;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Windows over a text in which each token counts once, as {@code loglikelihood_rolling} of lm-evaluation-harness lays
 * them: each is as long as the model takes, and the last one looks back as far as it can.
 */
public final class RollingWindows {
    private RollingWindows() {}

    /**
     * Lays the windows.
     *
     * @param tokens of the text, all of which count
     * @param prefix stands before the first one
     * @param most tokens that the model reads at most
     */
    public static List<TokenRequest> of(int[] tokens, int prefix, int most) {
        List<TokenRequest> windows = new ArrayList<>();
        int done = Math.min(most, tokens.length);
        if (done == 0) {
            return windows;
        }
        int[] first = new int[done];
        first[0] = prefix;
        System.arraycopy(tokens, 0, first, 1, done - 1);
        windows.add(new TokenRequest(first, Arrays.copyOf(tokens, done)));
        while (done < tokens.length) {
            int count = Math.min(tokens.length - done, most);
            int end = done + count;
            windows.add(new TokenRequest(
                    Arrays.copyOfRange(tokens, Math.max(0, end - most - 1), end - 1),
                    Arrays.copyOfRange(tokens, done, end)));
            done = end;
        }
        return windows;
    }
}
