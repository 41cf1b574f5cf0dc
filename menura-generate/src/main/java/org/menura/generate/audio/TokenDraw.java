package org.menura.generate.audio;

import org.menura.generate.sample.Argmax;
import org.menura.tensor.Rng;

/** Computes with the probabilities of the next token. */
final class TokenDraw {
    private TokenDraw() {}

    /** Returns the logarithm of a token's probability. */
    static double logProbability(float[] logits, int id) {
        double max = Double.NEGATIVE_INFINITY;
        for (float l : logits) {
            max = Math.max(max, l);
        }
        double sum = 0;
        for (float l : logits) {
            sum += Math.exp(l - max);
        }
        return logits[id] - max - Math.log(sum);
    }

    /** Draws a token at a temperature above 0. */
    static int draw(float[] logits, double temperature, Rng random) {
        double max = Double.NEGATIVE_INFINITY;
        for (float l : logits) {
            max = Math.max(max, l);
        }
        double sum = 0;
        for (float l : logits) {
            sum += Math.exp((l - max) / temperature);
        }
        double left = random.nextDouble() * sum;
        int last = Argmax.of(logits);
        for (int i = 0; i < logits.length; i++) {
            double share = Math.exp((logits[i] - max) / temperature);
            if (share > 0) {
                last = i;
                left -= share;
                if (left < 0) {
                    break;
                }
            }
        }
        return last;
    }
}
