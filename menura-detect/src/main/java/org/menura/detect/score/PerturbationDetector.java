package org.menura.detect.score;

import java.util.Arrays;
import java.util.List;
import org.menura.format.FormatException;

/**
 * A detector that compares a text with perturbed ones: DetectGPT's perturbation discrepancy, in standard deviations (2301.11305,
 * section 4; of these texts alone, as its program has it, where the paper divides by one text less), or DetectLLM's normalised
 * perturbed log-rank (2306.05540, section 3.2). Both are higher for texts of models. A text has no score if all of its perturbed
 * texts are itself.
 */
public final class PerturbationDetector implements Detector {
    /** What is compared. */
    public enum Kind {
        /** (ℓ(x) − mean ℓ(x̃)) / standard deviation of ℓ(x̃), of mean log-likelihoods; by 1 where they do not deviate. */
        DETECT_GPT("detect-gpt"),
        /** mean log-rank(x̃) / log-rank(x). */
        NPR("npr");

        private final String label;

        Kind(String label) {
            this.label = label;
        }

        /** Returns the name that options and files have. */
        public String label() {
            return label;
        }
    }

    private final Kind kind;
    private final ZeroShotDetector base;
    private final Perturber perturber;
    private final int perturbations;

    /**
     * Creates a detector.
     *
     * @param base reads texts
     * @param perturbations how many perturbed texts a text is compared with; at least 1
     */
    public PerturbationDetector(Kind kind, ZeroShotDetector base, Perturber perturber, int perturbations) {
        if (perturbations < 1) {
            throw new FormatException("a text is compared with at least 1 perturbed one, not " + perturbations);
        }
        this.kind = kind;
        this.base = base;
        this.perturber = perturber;
        this.perturbations = perturbations;
    }

    @Override
    public String name() {
        return kind.label();
    }

    @Override
    public boolean isHigherForMachines() {
        return true;
    }

    @Override
    public int perturbations() {
        return perturbations;
    }

    @Override
    public Reading read(String text) {
        Reading own = base.read(text);
        TokenStatistics statistics = own.statistics();
        if (statistics == null) {
            return own;
        }
        String whole = own.isCut() ? base.beginning(text) : text;
        List<String> perturbed = perturber.perturb(whole, perturbations);
        if (perturbed.stream().allMatch(whole::equals)) { // nothing to compare with, which is no score of 0
            return new Reading(Double.NaN, own.tokens(), own.isCut(), statistics);
        }
        double[] others = perturbed.stream()
                .map(base::read)
                .map(Reading::statistics)
                .mapToDouble(s -> s == null ? Double.NaN : value(s))
                .filter(v -> !Double.isNaN(v))
                .toArray();
        return new Reading(compare(value(statistics), others), own.tokens(), own.isCut(), statistics);
    }

    private double value(TokenStatistics s) {
        return kind == Kind.NPR ? s.meanLogRank() : s.meanLogLikelihood();
    }

    private double compare(double own, double[] others) {
        double mean = Arrays.stream(others).average().orElse(Double.NaN);
        if (kind == Kind.NPR) {
            return own == 0 ? Double.POSITIVE_INFINITY : mean / own;
        }
        boolean areEqual = Arrays.stream(others).distinct().count() < 2;
        double variance = Arrays.stream(others)
                .map(o -> (o - mean) * (o - mean))
                .average()
                .orElse(Double.NaN);
        return areEqual ? own - mean : (own - mean) / Math.sqrt(variance);
    }

    /** Has no score: a beginning would have perturbed texts of its own. */
    @Override
    public double scoreOf(TokenStatistics beginning) {
        return Double.NaN;
    }
}
