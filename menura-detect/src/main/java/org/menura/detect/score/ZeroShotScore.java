package org.menura.detect.score;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.menura.format.FormatException;

/**
 * The zero-shot scores that follow from the statistics of a text's tokens alone.
 *
 * <p>Signs are those of baoguangsheng/fast-detect-gpt, so that figures can be compared; {@link #isHigherForMachines} says how to
 * read them.
 */
public enum ZeroShotScore {
    /** Mean log-likelihood of the tokens (Solaiman et al., 1908.09203). */
    LIKELIHOOD("likelihood", true) {
        @Override
        public double of(TokenStatistics s) {
            return s.meanLogLikelihood();
        }
    },
    /** Negative mean rank (Gehrmann, Strobelt, Rush, "GLTR", 1906.04043). */
    RANK("rank", true) {
        @Override
        public double of(TokenStatistics s) {
            return -Arrays.stream(s.rank()).mapToDouble(r -> r).sum() / s.count();
        }
    },
    /** Negative mean log-rank (Mitchell et al., "DetectGPT", 2301.11305, section 5). */
    LOG_RANK("log-rank", true) {
        @Override
        public double of(TokenStatistics s) {
            return -s.meanLogRank();
        }
    },
    /**
     * Mean entropy of the predictions (GLTR). Human texts go through places of higher entropy than those of models tuned on
     * instructions; those of plain language models do not.
     */
    ENTROPY("entropy", false) {
        @Override
        public double of(TokenStatistics s) {
            return TokenStatistics.sum(s.entropy()) / s.count();
        }
    },
    /** Log-likelihood log-rank ratio (Su et al., "DetectLLM", 2306.05540, section 3.1); infinite if every rank is 1. */
    LRR("lrr", true) {
        @Override
        public double of(TokenStatistics s) {
            double ranks = s.meanLogRank();
            return ranks == 0 ? Double.POSITIVE_INFINITY : -s.meanLogLikelihood() / ranks;
        }
    },
    /**
     * Conditional probability curvature, computed analytically (Bao et al., "Fast-DetectGPT", 2310.05130, section 2.3):
     * how many standard deviations the log-likelihood lies above what the sampling model's own words would have.
     */
    FAST_DETECT("fast-detect", true) {
        @Override
        public double of(TokenStatistics s) {
            double above = TokenStatistics.sum(s.logLikelihood()) - TokenStatistics.sum(s.mean());
            double variance = TokenStatistics.sum(s.variance());
            return variance == 0 ? 0 : above / Math.sqrt(variance);
        }
    },
    /**
     * Log-perplexity by the one model divided by its cross-entropy under the other (Hans et al., "Spotting LLMs With
     * Binoculars", 2401.12070, section 3): the scorer is the performer, the sampler the observer. As in ahans30/Binoculars,
     * whose thresholds are of such scores, the cross-entropy also counts in the place behind the last token.
     */
    BINOCULARS("binoculars", false) {
        @Override
        public double of(TokenStatistics s) {
            double behind = s.meanBehind();
            double expected = TokenStatistics.sum(s.mean());
            expected = Double.isNaN(behind) ? expected / s.count() : (expected + behind) / (s.count() + 1);
            return expected == 0 ? 1 : s.meanLogLikelihood() / expected;
        }
    };

    private final String label;
    private final boolean higherForMachines;

    ZeroShotScore(String label, boolean higherForMachines) {
        this.label = label;
        this.higherForMachines = higherForMachines;
    }

    /** Computes the score of a text with at least one scored token. */
    public abstract double of(TokenStatistics statistics);

    /** Returns the name that options and files have. */
    public String label() {
        return label;
    }

    /** Returns whether the texts of models have higher scores. */
    public boolean isHigherForMachines() {
        return higherForMachines;
    }

    /** Returns whether the score takes two models with one tokenizer. */
    public boolean takesTwoModels() {
        return this == BINOCULARS;
    }

    /** Lists the names of all scores. */
    public static List<String> labels() {
        return Arrays.stream(values()).map(ZeroShotScore::label).toList();
    }

    /**
     * Finds a score by its name, also as fast-detect-gpt spells it.
     *
     * @throws FormatException if there is none, naming those that there are
     */
    public static ZeroShotScore named(String name) {
        String plain = name.toLowerCase(Locale.ROOT).replace('_', '-');
        return switch (plain) {
            case "logrank" -> LOG_RANK;
            case "fast-detect-analytic", "fast-detect-gpt", "fast-detectgpt", "sampling-discrepancy" -> FAST_DETECT;
            default ->
                Arrays.stream(values())
                        .filter(s -> s.label.equals(plain))
                        .findFirst()
                        .orElseThrow(
                                () -> new FormatException("there is no score '%s'; there are %s, npr and detect-gpt"
                                        .formatted(name, String.join(", ", labels()))));
        };
    }
}
