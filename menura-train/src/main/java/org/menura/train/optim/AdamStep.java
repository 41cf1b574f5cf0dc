package org.menura.train.optim;

import org.menura.train.optim.ElementwiseOptimizer.Kernel;

/**
 * The update of elements that {@link Adam} and {@link AdamW} share; they differ in where the weight decay goes.
 *
 * @param kept what remains of an element before its update
 * @param lambda how much of an element is added to its gradient
 * @param beta2 β₂
 * @param new1 1 - β₁
 * @param new2 1 - β₂
 * @param size the rate by the correction of the mean
 * @param root the root of the correction of the mean of squares
 * @param epsilon ε
 */
record AdamStep(float kept, float lambda, float beta2, float new1, float new2, float size, float root, float epsilon) {
    /**
     * Prepares a step.
     *
     * @param t number of the step, counted from 1
     */
    static AdamStep of(AdamOptions options, long t, double rate, double kept, double lambda) {
        return new AdamStep(
                (float) kept,
                (float) lambda,
                (float) options.beta2(),
                (float) (1 - options.beta1()),
                (float) (1 - options.beta2()),
                (float) (rate / options.correction1(t)),
                (float) options.correction2(t),
                (float) options.epsilon());
    }

    /** Returns the update; what is remembered of elements is m, v, and with AMSGrad the largest v. */
    Kernel kernel(boolean amsgrad) {
        return amsgrad
                ? (p, g, s, from, to) -> byLargest(p, g, s[0], s[1], s[2], from, to)
                : (p, g, s, from, to) -> byLast(p, g, s[0], s[1], from, to);
    }

    private void byLast(float[] p, float[] g, float[] m, float[] v, int from, int to) {
        for (int i = from; i < to; i++) {
            float slope = g[i] + lambda * p[i];
            float mean = m[i] + (slope - m[i]) * new1;
            float square = v[i] * beta2 + slope * slope * new2;
            m[i] = mean;
            v[i] = square;
            p[i] = moved(p[i], mean, square);
        }
    }

    private void byLargest(float[] p, float[] g, float[] m, float[] v, float[] most, int from, int to) {
        for (int i = from; i < to; i++) {
            float slope = g[i] + lambda * p[i];
            float mean = m[i] + (slope - m[i]) * new1;
            float square = v[i] * beta2 + slope * slope * new2;
            float largest = Math.max(most[i], square);
            m[i] = mean;
            v[i] = square;
            most[i] = largest;
            p[i] = moved(p[i], mean, largest);
        }
    }

    private float moved(float element, float mean, float square) {
        return element * kept - size * mean / ((float) Math.sqrt(square) / root + epsilon);
    }
}
