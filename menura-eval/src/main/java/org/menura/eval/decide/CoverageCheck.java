package org.menura.eval.decide;

import java.util.Arrays;
import org.menura.eval.metric.Binomial;
import org.menura.eval.metric.ClassProbabilities;
import org.menura.eval.metric.ConformalSets;
import org.menura.tensor.Rng;

/**
 * Checks the promise of conformal sets on documents that are split into calibration and fresh ones again and again.
 *
 * @param splits how many there were
 * @param promised the probability that a set holds the right class at least: 1 − alpha
 * @param mean coverage over all splits and their fresh documents
 * @param meanSize of the sets
 * @param covered in how many splits the set of one fresh document, drawn at random, held the right class
 * @param least the least number of these that a coverage as promised explains (exact binomial, 99 % two-sided)
 * @param most the greatest number that the greatest possible coverage, 1 − alpha + 1 / (calibration + 1), explains
 */
public record CoverageCheck(
        int splits, double promised, double mean, double meanSize, int covered, int least, int most) {
    private static final double OUTSIDE = 0.005;

    /**
     * Splits documents in halves and measures the sets.
     *
     * @param seed of the splits
     */
    public static CoverageCheck of(
            ClassProbabilities documents, ConformalSets.Score score, double alpha, int splits, long seed) {
        int n = documents.size();
        int half = n / 2;
        double coverage = 0;
        double size = 0;
        int covered = 0;
        for (int split = 0; split < splits; split++) {
            int[] order = new Rng(seed, split).permutation(n);
            ConformalSets sets = ConformalSets.calibrate(score, pick(documents, order, 0, half), alpha);
            ClassProbabilities fresh = pick(documents, order, half, n);
            coverage += sets.coverage(fresh);
            size += sets.meanSize(fresh);
            // The order is random, so the first fresh document is one drawn at random.
            covered += sets.of(fresh.values()[0]).contains(fresh.labels()[0]) ? 1 : 0;
        }
        return new CoverageCheck(
                splits,
                1 - alpha,
                coverage / splits,
                size / splits,
                covered,
                new Binomial(splits, 1 - alpha).quantile(OUTSIDE),
                new Binomial(splits, Math.min(1, 1 - alpha + 1.0 / (half + 1))).quantile(1 - OUTSIDE));
    }

    static ClassProbabilities pick(ClassProbabilities documents, int[] order, int from, int to) {
        int[] some = Arrays.copyOfRange(order, from, to);
        return new ClassProbabilities(
                Arrays.stream(some).mapToObj(i -> documents.values()[i]).toArray(double[][]::new),
                Arrays.stream(some).map(i -> documents.labels()[i]).toArray());
    }

    /** Says whether sets held the right class as often as promised, or more often. */
    public boolean holds() {
        return covered >= least;
    }

    /**
     * Says whether they did not do so more often than they need to. Where many scores are equal, sets are larger than needed: the last
     * class of APS always has a score of 1.
     */
    public boolean isTight() {
        return covered <= most;
    }
}
