package org.menura.generate;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.menura.format.tokenizer.StreamDecoder;
import org.menura.format.tokenizer.Tokenizer;
import org.menura.generate.sample.LogProbs;
import org.menura.generate.session.Session;

/** Scores of the tokens of a text, a few tokens at a time, as logits of all would take much memory. */
final class Scoring {
    private static final int TOKENS = 64;

    private Scoring() {}

    /** Scores all tokens but the first, which nothing stands before. */
    static List<TokenScore> of(Session session, int[] ids, Tokenizer tokenizer) {
        session.check(ids);
        List<TokenScore> scores = new ArrayList<>();
        StreamDecoder decoder = tokenizer.stream(true, ids[0]);
        for (int from = 0; from < ids.length - 1; from += TOKENS) {
            int to = Math.min(ids.length - 1, from + TOKENS);
            float[][] logits = session.feedEach(Arrays.copyOfRange(ids, from, to));
            for (int i = from; i < to; i++) {
                int next = ids[i + 1];
                double logProb = LogProbs.of(logits[i - from], next, 0).chosen().logProb();
                scores.add(new TokenScore(next, decoder.add(next), logProb, rank(logits[i - from], next)));
            }
        }
        return scores;
    }

    private static int rank(float[] logits, int token) {
        int rank = 1;
        for (int i = 0; i < logits.length; i++) {
            if (logits[i] > logits[token] || logits[i] == logits[token] && i < token) {
                rank++;
            }
        }
        return rank;
    }
}
