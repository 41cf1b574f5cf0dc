package org.menura.detect.watermark;

import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.menura.generate.watermark.GumbelWatermark;

/**
 * Sums {@code −log(1 − r)} over the tokens of a text (Aaronson 2022): without the watermark each is of the exponential
 * distribution, so the sum is of the Gamma distribution, and the p-value is exact. A token behind the same context counts
 * once, as it has the same {@code r} each time.
 */
public record GumbelDetector(GumbelWatermark mark) {
    /**
     * A sum over the tokens of a text.
     *
     * @param scored number of tokens that were judged
     * @param sum the sum; without the watermark its mean is {@code scored}
     * @param p probability that it is at least as large without the watermark
     */
    public record Score(int scored, double sum, double p) {}

    /**
     * Scores a text.
     *
     * @throws IllegalArgumentException if it is too short to have a token to judge
     */
    public Score detect(int[] tokens) {
        int width = mark.contextWidth();
        if (tokens.length <= width) {
            throw new IllegalArgumentException(
                    "the text has %d tokens, and the watermark needs at least %d to judge one"
                            .formatted(tokens.length, width + 1));
        }
        Set<List<Integer>> seen = new HashSet<>();
        int scored = 0;
        double sum = 0;
        for (int i = width; i < tokens.length; i++) {
            int[] ngram = Arrays.copyOfRange(tokens, i - width, i + 1);
            if (seen.add(IntStream.of(ngram).boxed().collect(Collectors.toList()))) {
                scored++;
                sum -= StrictMath.log1p(-mark.uniform(tokens, i));
            }
        }
        return new Score(scored, sum, Tails.gamma(scored, sum));
    }
}
