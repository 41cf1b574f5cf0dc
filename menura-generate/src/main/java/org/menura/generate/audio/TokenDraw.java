package org.menura.generate.audio;

import org.menura.generate.sample.Argmax;
import org.menura.tensor.Rng;
import org.menura.tensor.cpu.LogSumExp;

/** Computes with the probabilities of the next token. */
final class TokenDraw {
    private TokenDraw() {}

    /** Returns the logarithm of a token's probability. */
    static double logProbability(float[] logits, int id) {
        return logits[id] - LogSumExp.of(logits);
    }

    /** Draws a token at a temperature above 0. */
    static int draw(float[] logits, double temperature, Rng random) {
        int last = Argmax.of(logits);
        double max = logits[last];
        double sum = 0;
        for (float l : logits) {
            sum += Math.exp((l - max) / temperature);
        }
        double left = random.nextDouble() * sum;
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
