package org.menura.tensor.cpu;

import org.menura.tensor.Tensor;

/** Normalisations of rows, softmax, and cross-entropy. */
final class Norms {
    private static final Primitives P = Primitives.BEST;

    private Norms() {}

    static void rms(float[] x, int x0, float[] out, int o0, int n, float[] w, int w0, float eps, float shift) {
        double squares = P.dot(x, x0, x, x0, n);
        float scale = (float) (1 / Math.sqrt(squares / n + eps));
        for (int i = 0; i < n; i++) {
            out[o0 + i] = x[x0 + i] * scale * (w[w0 + i] + shift);
        }
    }

    static void rms(float[] x, int x0, float[] out, int o0, int n, float eps) {
        double squares = P.dot(x, x0, x, x0, n);
        float scale = (float) (1 / Math.sqrt(squares / n + eps));
        for (int i = 0; i < n; i++) {
            out[o0 + i] = x[x0 + i] * scale;
        }
    }

    /** Centres and scales without factors; the caller applies them. */
    static void standardize(float[] x, int x0, float[] out, int o0, int n, float eps) {
        float mean = P.sum(x, x0, n) / n;
        for (int i = 0; i < n; i++) {
            out[o0 + i] = x[x0 + i] - mean;
        }
        double squares = P.dot(out, o0, out, o0, n);
        float scale = (float) (1 / Math.sqrt(squares / n + eps));
        for (int i = 0; i < n; i++) {
            out[o0 + i] *= scale;
        }
    }

    static void l2(float[] x, int x0, float[] out, int o0, int n, float eps) {
        float norm = (float) Math.sqrt(P.dot(x, x0, x, x0, n));
        float scale = 1 / Math.max(norm, eps);
        for (int i = 0; i < n; i++) {
            out[o0 + i] = x[x0 + i] * scale;
        }
    }

    /** In place. */
    static void softmax(float[] x, int x0, int n) {
        float sum = P.expSum(x, x0, n, P.max(x, x0, n));
        float scale = 1 / sum;
        for (int i = 0; i < n; i++) {
            x[x0 + i] *= scale;
        }
    }

    /** {@code -log softmax(row)[target]} of each row, 0 where the target is negative. */
    static void crossEntropy(Tensor logits, int[] targets, float[] out) {
        int n = logits.shape().cols();
        float[] row = new float[n];
        for (int r = 0; r < targets.length; r++) {
            if (targets[r] < 0) {
                out[r] = 0;
                continue;
            }
            int start = logits.offset() + r * n;
            System.arraycopy(logits.floats(), start, row, 0, n);
            float max = P.max(row, 0, n);
            double sum = P.expSum(row, 0, n, max);
            out[r] = (float) (Math.log(sum) + max - logits.floats()[start + targets[r]]);
        }
    }
}
