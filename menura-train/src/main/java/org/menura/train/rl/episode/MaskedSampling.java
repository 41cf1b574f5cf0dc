package org.menura.train.rl.episode;

import org.jspecify.annotations.Nullable;
import org.menura.tensor.Rng;

/** Draws tokens from a softmax over those that a mask allows. */
final class MaskedSampling {
    private MaskedSampling() {}

    /**
     * Draws a token.
     *
     * @param allowed token ids; null for all
     * @param temperature that logits are divided by; 0 for the likeliest, the first of equal ones
     */
    static int draw(float[] logits, int @Nullable [] allowed, double temperature, Rng rng) {
        int count = allowed == null ? logits.length : allowed.length;
        int best = 0;
        for (int i = 1; i < count; i++) {
            best = logit(logits, allowed, i) > logit(logits, allowed, best) ? i : best;
        }
        if (temperature == 0) {
            return id(allowed, best);
        }
        double highest = logit(logits, allowed, best);
        double[] sums = new double[count];
        double sum = 0;
        for (int i = 0; i < count; i++) {
            sum += StrictMath.exp((logit(logits, allowed, i) - highest) / temperature);
            sums[i] = sum;
        }
        double at = rng.nextDouble() * sum;
        int i = 0;
        while (i < count - 1 && sums[i] <= at) {
            i++;
        }
        return id(allowed, i);
    }

    private static float logit(float[] logits, int @Nullable [] allowed, int i) {
        return logits[id(allowed, i)];
    }

    private static int id(int @Nullable [] allowed, int i) {
        return allowed == null ? i : allowed[i];
    }
}
