package org.menura.tensor.cpu;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.menura.tensor.Rng;

class SoftmaxMomentsTest {
    @Test
    void agreesWithSumsInDoubles() {
        Rng random = new Rng(3);
        float[] x = new float[1531];
        float[] w = new float[x.length];
        for (int i = 0; i < x.length; i++) {
            x[i] = 6 * (float) random.nextGaussian();
            w[i] = 4 * (float) random.nextGaussian();
        }
        check(SoftmaxMoments.of(x), x, x);
        check(SoftmaxMoments.of(x, w), x, w);
    }

    private static void check(SoftmaxMoments actual, float[] x, float[] w) {
        double all = logSumExp(x);
        double weights = logSumExp(w);
        double mean = 0;
        double square = 0;
        for (int i = 0; i < x.length; i++) {
            double p = Math.exp(w[i] - weights);
            mean += p * (x[i] - all);
            square += p * (x[i] - all) * (x[i] - all);
        }
        assertEquals(all, actual.logSumExp(), 1e-5);
        assertEquals(mean, actual.mean(), 1e-5);
        assertEquals(square - mean * mean, actual.variance(), 1e-4);
    }

    private static double logSumExp(float[] x) {
        double sum = 0;
        for (float v : x) {
            sum += Math.exp(v);
        }
        return Math.log(sum);
    }

    @Test
    void maskedTokensWeighNothingAndBrokenLogitsAreSeen() {
        SoftmaxMoments masked = SoftmaxMoments.of(new float[] {1, Float.NEGATIVE_INFINITY, 1});
        assertEquals(-Math.log(2), masked.mean(), 1e-6);
        assertEquals(0, masked.variance(), 1e-9);
        assertTrue(Double.isNaN(SoftmaxMoments.of(new float[] {Float.NaN, 1}).mean()));
    }
}
