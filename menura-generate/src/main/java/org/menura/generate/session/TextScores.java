package org.menura.generate.session;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.menura.generate.sample.LogProbs;
import org.menura.model.CausalModel;

/**
 * The log-probability of each token of a text, as a model predicts it from the tokens before it.
 *
 * @param first the token that nothing precedes, and which has no score
 * @param tokens the tokens after it
 */
public record TextScores(int first, List<Token> tokens) {
    /** Rows of logits that are held at once. */
    private static final int PIECE = 128;

    /**
     * The score of a token.
     *
     * @param id the token
     * @param logProb its natural log-probability
     * @param rank 1 for the likeliest of the vocabulary
     * @param top the likeliest tokens in its place, the likeliest first
     */
    public record Token(int id, double logProb, int rank, List<LogProbs.Entry> top) {
        /** Copies the list. */
        public Token {
            top = List.copyOf(top);
        }
    }

    /** Copies the list. */
    public TextScores {
        tokens = List.copyOf(tokens);
    }

    /**
     * Scores a text.
     *
     * @param ids the text, with the token that begins one where the model wants it
     * @param top number of most likely tokens to report in each place
     * @throws IllegalArgumentException if there are less than two tokens, or more than the model's context takes
     */
    public static TextScores of(CausalModel model, int[] ids, int top) {
        if (ids.length < 2) {
            throw new IllegalArgumentException(
                    "the text has %d tokens, and the first has no score: give a longer one".formatted(ids.length));
        }
        if (ids.length > model.contextLength()) {
            throw new IllegalArgumentException(
                    "the text has %d tokens, but the model's context ends at %d: score parts of it"
                            .formatted(ids.length, model.contextLength()));
        }
        Session session = new Session(model);
        session.check(ids);
        int piece = model.continues(1, ids.length) ? PIECE : ids.length;
        List<Token> tokens = new ArrayList<>();
        for (int from = 0; from < ids.length - 1; from += piece) {
            int to = Math.min(from + piece, ids.length - 1);
            float[][] logits = session.feedEach(Arrays.copyOfRange(ids, from, to));
            for (int i = 0; i < logits.length; i++) {
                tokens.add(scored(logits[i], ids[from + i + 1], top));
            }
        }
        return new TextScores(ids[0], tokens);
    }

    private static Token scored(float[] logits, int id, int top) {
        LogProbs probs = LogProbs.of(logits, id, top);
        int better = 0;
        for (float logit : logits) {
            better += logit > logits[id] ? 1 : 0;
        }
        return new Token(id, probs.chosen().logProb(), better + 1, probs.top());
    }

    /** Returns the sum of the natural log-probabilities of all tokens. */
    public double sum() {
        return tokens.stream().mapToDouble(Token::logProb).sum();
    }

    /** Returns the perplexity: the exponential of the mean negative log-probability. */
    public double perplexity() {
        return Math.exp(-sum() / tokens.size());
    }
}
