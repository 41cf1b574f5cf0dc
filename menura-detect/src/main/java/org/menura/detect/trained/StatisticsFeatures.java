package org.menura.detect.trained;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.menura.detect.score.TokenStatistics;
import org.menura.detect.score.ZeroShotScore;

/**
 * Numbers that a language model's view of a text's tokens gives: the zero-shot scores, and how they spread over the text
 * (after GLTR's histogram of ranks, 1906.04043, and Ghostbuster's features, 2305.15047).
 */
public final class StatisticsFeatures {
    private static final int[] RANKS = {1, 10, 100, 1000};
    private static final int MORE = 5;

    private StatisticsFeatures() {}

    /** Returns the features; zeros for a text without scored tokens. */
    public static double[] of(@Nullable TokenStatistics s) {
        ZeroShotScore[] scores = Arrays.stream(ZeroShotScore.values())
                .filter(score -> !score.takesTwoModels())
                .toArray(ZeroShotScore[]::new);
        double[] out = new double[scores.length + RANKS.length + MORE];
        if (s == null || s.count() == 0) {
            return out;
        }
        int at = 0;
        for (ZeroShotScore score : scores) {
            double value = score.of(s);
            out[at++] = Double.isFinite(value) ? score == ZeroShotScore.RANK ? -Math.log(-value) : value : 0;
        }
        for (int rank : RANKS) {
            out[at++] = Arrays.stream(s.rank()).filter(r -> r <= rank).count() / (double) s.count();
        }
        out[at++] = deviation(s.logLikelihood());
        out[at++] = deviation(s.entropy());
        double[] surprise = new double[s.count()];
        for (int i = 0; i < surprise.length; i++) {
            double spread = Math.sqrt(s.variance()[i]);
            surprise[i] = spread == 0 ? 0 : (s.mean()[i] - s.logLikelihood()[i]) / spread;
        }
        Arrays.sort(surprise);
        out[at++] = surprise[(int) (0.5 * (surprise.length - 1))];
        out[at++] = surprise[(int) (0.9 * (surprise.length - 1))];
        out[at] = surprise[surprise.length - 1];
        return out;
    }

    private static double deviation(double[] values) {
        double mean = Arrays.stream(values).average().orElse(0);
        return Math.sqrt(Arrays.stream(values).map(v -> (v - mean) * (v - mean)).sum() / values.length);
    }
}
