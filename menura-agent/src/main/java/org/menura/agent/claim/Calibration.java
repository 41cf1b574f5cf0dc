package org.menura.agent.claim;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Turns supports into probabilities by a logistic curve that was fitted on held data (Platt, 1999, with his corrected targets).
 *
 * @param slope of the curve
 * @param offset of the curve
 */
public record Calibration(double slope, double offset) {
    private static final int STEPS = 100;
    private static final double RIDGE = 1e-9;

    /** A curve for supports that are log-odds already. */
    public static final Calibration LOG_ODDS = new Calibration(1, 0);

    /** Returns the probability that a claim of some support is true. */
    public double probability(double support) {
        if (Double.isInfinite(support)) {
            return support > 0 ? 1 : 0;
        }
        return 1 / (1 + Math.exp(-(slope * support + offset)));
    }

    /**
     * Fits a curve by Newton's method.
     *
     * @param supports of claims, finite
     * @param truth of each
     * @throws IllegalArgumentException if there is not a true and a false claim
     */
    public static Calibration fit(double[] supports, boolean[] truth) {
        int positive = 0;
        for (boolean t : truth) {
            positive += t ? 1 : 0;
        }
        int negative = truth.length - positive;
        if (supports.length != truth.length || positive == 0 || negative == 0) {
            throw new IllegalArgumentException(
                    "calibration needs true and false claims, each with its support; there are %d true and %d false ones"
                            .formatted(positive, negative));
        }
        double mean = Arrays.stream(supports).average().orElse(0);
        double scale = Math.max(
                1e-12,
                Math.sqrt(Arrays.stream(supports)
                        .map(s -> (s - mean) * (s - mean))
                        .average()
                        .orElse(0)));
        double yes = (positive + 1.0) / (positive + 2.0);
        double no = 1 / (negative + 2.0);
        double a = 0;
        double b = Math.log((positive + 1.0) / (negative + 1.0));
        for (int step = 0; step < STEPS; step++) {
            double ga = 0;
            double gb = 0;
            double aa = RIDGE;
            double ab = 0;
            double bb = RIDGE;
            for (int i = 0; i < supports.length; i++) {
                double x = (supports[i] - mean) / scale;
                double p = 1 / (1 + Math.exp(-(a * x + b)));
                double d = p - (truth[i] ? yes : no);
                double w = p * (1 - p);
                ga += d * x;
                gb += d;
                aa += w * x * x;
                ab += w * x;
                bb += w;
            }
            double det = aa * bb - ab * ab;
            double da = (bb * ga - ab * gb) / det;
            double db = (aa * gb - ab * ga) / det;
            // A full step may overshoot where all claims are told apart.
            double limit = Math.max(1, Math.max(Math.abs(da), Math.abs(db)) / 2);
            a -= da / limit;
            b -= db / limit;
            if (Math.abs(da) + Math.abs(db) < 1e-12) {
                break;
            }
        }
        return new Calibration(a / scale, b - a * mean / scale);
    }

    /**
     * Returns the least probability from which on claims are true at a rate, on held data: what is below is not said.
     *
     * @param precision wanted share of true claims among those said
     * @return above 1 if no part of the claims reaches it
     */
    public double threshold(double[] supports, boolean[] truth, double precision) {
        List<Integer> order = IntStream.range(0, supports.length)
                .boxed()
                .sorted(Comparator.comparingDouble((Integer i) -> -supports[i]))
                .toList();
        double found = Math.nextUp(1.0);
        int right = 0;
        for (int n = 1; n <= order.size(); n++) {
            right += truth[order.get(n - 1)] ? 1 : 0;
            boolean last = n == order.size() || supports[order.get(n)] < supports[order.get(n - 1)];
            if (last && (double) right / n >= precision) {
                found = probability(supports[order.get(n - 1)]);
            }
        }
        return found;
    }
}
