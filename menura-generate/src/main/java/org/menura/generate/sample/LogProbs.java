package org.menura.generate.sample;

import java.util.ArrayList;
import java.util.List;
import org.menura.tensor.cpu.LogSumExp;

/**
 * Log-probabilities of a token and its alternatives: natural logarithms of the softmax of the logits as the model gave
 * them, before bias, penalties and temperature.
 *
 * @param chosen the token that was picked
 * @param top the most likely tokens, the likeliest first; the chosen one need not be among them
 */
public record LogProbs(Entry chosen, List<Entry> top) {
    /** A token id and its natural log-probability. */
    public record Entry(int token, double logProb) {}

    /**
     * Computes the log-probabilities at one position.
     *
     * @param logits one per token of the vocabulary
     * @param token the token that was picked
     * @param count number of most likely tokens to report
     * @throws IllegalArgumentException if the token is not in the vocabulary or the count is negative
     */
    public static LogProbs of(float[] logits, int token, int count) {
        if (token < 0 || token >= logits.length) {
            throw new IllegalArgumentException(
                    "token " + token + " is not in the vocabulary of " + logits.length + " tokens");
        }
        TopN best = new TopN(Math.min(ParameterRanges.check("logprobs", count, 0), logits.length));
        double normaliser = logSumExp(logits);
        if (count > 0) {
            best.offerAll(logits);
        }
        List<Entry> top = new ArrayList<>(best.size());
        for (int rank = 0; rank < best.size(); rank++) {
            top.add(new Entry((int) best.index(rank), best.value(rank) - normaliser));
        }
        return new LogProbs(new Entry(token, logits[token] - normaliser), List.copyOf(top));
    }

    /** Computes the logarithm of the sum of the exponentials: what a logit exceeds its log-probability by. */
    static double logSumExp(float[] logits) {
        double normaliser = LogSumExp.of(logits);
        if (!Double.isFinite(normaliser)) {
            throw new IllegalArgumentException("the largest logit is no finite number"
                    + "; the model's output is broken, so check its weights with 'menura verify'");
        }
        return normaliser;
    }
}
