package org.menura.train.objective;

import org.menura.tensor.Tensor;

/**
 * One row of logits at a time, in double: {@code log softmax(x / T)}. Vocabularies are large, so this is the one place
 * here that takes the faster {@code Math.exp}.
 */
final class LogitRow {
    private final double[] logp;
    private double logZ;

    LogitRow(int classes) {
        logp = new double[classes];
    }

    /** Reads row {@code r} of logits [rows, classes], divided by a temperature. */
    LogitRow read(Tensor logits, int r, double temperature) {
        float[] x = logits.floats();
        int start = logits.offset() + r * logp.length;
        double max = Double.NEGATIVE_INFINITY;
        for (int j = 0; j < logp.length; j++) {
            logp[j] = x[start + j] / temperature;
            max = Math.max(max, logp[j]);
        }
        double sum = 0;
        for (double v : logp) {
            sum += Math.exp(v - max);
        }
        logZ = max + Math.log(sum);
        for (int j = 0; j < logp.length; j++) {
            logp[j] -= logZ;
        }
        return this;
    }

    /** {@code log Σ exp(x / T)}. */
    double logZ() {
        return logZ;
    }

    double logp(int j) {
        return logp[j];
    }

    double p(int j) {
        return Math.exp(logp[j]);
    }

    int argmax() {
        int best = 0;
        for (int j = 1; j < logp.length; j++) {
            if (logp[j] > logp[best]) {
                best = j;
            }
        }
        return best;
    }
}
