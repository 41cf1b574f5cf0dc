package org.menura.generate.audio;

import java.util.Arrays;
import java.util.List;

/**
 * Aligns tokens with what they attend to, as OpenAI's Whisper does for times of words: weights become z-scores among the tokens, are
 * smoothed by a median along the audio and averaged over heads; the path through them that never goes back and gathers most is
 * found by dynamic time warping (H. Sakoe and S. Chiba, IEEE TASSP 26, 1978).
 */
final class Alignment {
    /** Rows that a median is of. */
    private static final int MEDIAN = 7;

    private Alignment() {}

    /**
     * Returns the row of the audio that each token begins at.
     *
     * @param heads weights by head, token and row
     * @param from the first token that is aligned; those before count for the z-scores
     * @param to behind the last
     */
    static int[] begins(List<float[][]> heads, int from, int to) {
        int rows = heads.getFirst()[0].length;
        double[][] gain = new double[to - from][rows];
        for (float[][] weights : heads) {
            double[][] scores = scores(weights);
            for (int t = from; t < to; t++) {
                double[] smooth = median(scores[t]);
                for (int r = 0; r < rows; r++) {
                    gain[t - from][r] += smooth[r] / heads.size();
                }
            }
        }
        return path(gain);
    }

    /** How far each weight of a row lies from the mean of all tokens, in standard deviations. */
    private static double[][] scores(float[][] weights) {
        int tokens = weights.length;
        int rows = weights[0].length;
        double[][] out = new double[tokens][rows];
        for (int r = 0; r < rows; r++) {
            double mean = 0;
            for (float[] token : weights) {
                mean += token[r] / tokens;
            }
            double square = 0;
            for (float[] token : weights) {
                square += (token[r] - mean) * (token[r] - mean) / tokens;
            }
            double deviation = Math.sqrt(square);
            for (int t = 0; t < tokens; t++) {
                out[t][r] = deviation > 0 ? (weights[t][r] - mean) / deviation : 0;
            }
        }
        return out;
    }

    /** The median around each value; values are mirrored at both ends. */
    static double[] median(double[] values) {
        int n = values.length;
        int half = MEDIAN / 2;
        if (n <= half) {
            return values;
        }
        double[] window = new double[MEDIAN];
        double[] out = new double[n];
        for (int i = 0; i < n; i++) {
            for (int j = -half; j <= half; j++) {
                int at = Math.abs(i + j);
                window[j + half] = values[at < n ? at : 2 * (n - 1) - at];
            }
            Arrays.sort(window);
            out[i] = window[half];
        }
        return out;
    }

    /** The row at which each token's part of the best path begins. */
    static int[] path(double[][] gain) {
        int tokens = gain.length;
        int rows = gain[0].length;
        double[][] best = new double[tokens + 1][rows + 1];
        for (double[] row : best) {
            Arrays.fill(row, Double.NEGATIVE_INFINITY);
        }
        best[0][0] = 0;
        for (int t = 1; t <= tokens; t++) {
            for (int r = 1; r <= rows; r++) {
                double before = Math.max(best[t - 1][r - 1], Math.max(best[t - 1][r], best[t][r - 1]));
                best[t][r] = gain[t - 1][r - 1] + before;
            }
        }
        int[] out = new int[tokens];
        int t = tokens;
        int r = rows;
        while (t > 0) {
            out[t - 1] = r - 1;
            double both = best[t - 1][r - 1];
            double token = best[t - 1][r];
            double row = best[t][r - 1];
            if (both > token && both > row) {
                t--;
                r--;
            } else if (token > both && token > row) {
                t--;
            } else {
                r--;
            }
            if (r == 0) {
                break;
            }
        }
        return out;
    }
}
