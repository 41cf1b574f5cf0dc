package org.menura.detect.calibrate;

import java.util.Arrays;
import java.util.List;
import org.menura.format.FormatException;

/**
 * The scores of human texts of one range of lengths.
 *
 * @param from tokens that a text has at least
 * @param to tokens that it has less than; {@link Integer#MAX_VALUE} for no bound
 * @param scores oriented so that higher ones are those of models, in ascending order
 */
public record LengthBucket(int from, int to, double[] scores) {
    /** Ends of ranges where nothing else is said. */
    public static final List<Integer> USUAL_EDGES = List.of(16, 32, 64, 128, 256);

    /**
     * Checks the range and sorts the scores.
     *
     * @throws FormatException if the range is empty, or a score is not a number
     */
    public LengthBucket {
        if (from < 1 || to <= from) {
            throw new FormatException("no text has from %d to %d tokens".formatted(from, to - 1L));
        }
        for (double score : scores) {
            if (Double.isNaN(score)) {
                throw new FormatException("a score of a human text of %d tokens is not a number".formatted(from));
            }
        }
        scores = scores.clone();
        Arrays.sort(scores);
    }

    /** Returns whether texts of so many tokens belong here. */
    public boolean holds(int tokens) {
        return tokens >= from && tokens < to;
    }

    /** Returns how many human texts stand behind the range. */
    public int humans() {
        return scores.length;
    }

    /** Counts the human texts whose scores are at least as high. */
    public int atLeast(double score) {
        int low = 0;
        int high = scores.length;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (scores[middle] >= score) {
                high = middle;
            } else {
                low = middle + 1;
            }
        }
        return scores.length - low;
    }

    /**
     * Computes the conformal p-value of a score: the rank that it would have among the human texts if it were one of them
     * (V. Vovk, A. Gammerman, G. Shafer, "Algorithmic Learning in a Random World", 2005, section 2.2). Under
     * exchangeability it is at most α in a share α of human texts, whatever the distribution of scores.
     */
    public double pValue(double score) {
        return (1.0 + atLeast(score)) / (humans() + 1.0);
    }

    /** Returns how many of the highest human scores a threshold at the rate {@code alpha} stands at; 0 if they are too few. */
    public int above(double alpha) {
        return (int) Math.floor(alpha * (humans() + 1.0) + 1e-9);
    }

    /** Returns the threshold that human texts pass at a rate of at most {@code alpha}; infinite if there are too few of them. */
    public double threshold(double alpha) {
        int k = above(alpha);
        return k == 0 ? Double.POSITIVE_INFINITY : scores[scores.length - k];
    }

    /** Describes the range for people. */
    public String range() {
        return to == Integer.MAX_VALUE
                ? "%d tokens and more".formatted(from)
                : "%d to %d tokens".formatted(from, to - 1);
    }

    /**
     * Returns empty ranges between ends, the last one without an end.
     *
     * @throws FormatException if the ends do not ascend
     */
    public static List<LengthBucket> between(List<Integer> edges) {
        LengthBucket[] out = new LengthBucket[edges.size()];
        for (int i = 0; i < out.length; i++) {
            int to = i + 1 == out.length ? Integer.MAX_VALUE : edges.get(i + 1);
            out[i] = new LengthBucket(edges.get(i), to, new double[0]);
        }
        return List.of(out);
    }
}
