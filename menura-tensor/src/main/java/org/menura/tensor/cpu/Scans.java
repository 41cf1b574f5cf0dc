package org.menura.tensor.cpu;

import org.menura.tensor.Tensor;

/** Mamba's scans over the rows of one sequence, a range of channels or heads at a time. */
final class Scans {
    private static final Primitives P = Primitives.BEST;

    private Scans() {}

    /** Channels {@code low} to {@code high} of rows {@code from} to {@code to}; h [inner, state] is updated. */
    static void selective(
            Tensor x,
            Tensor delta,
            Tensor a,
            Tensor b,
            Tensor c,
            Tensor d,
            int from,
            int to,
            int low,
            int high,
            float[] h,
            int h0,
            float[] out) {
        int inner = x.shape().cols();
        int n = a.dim(1);
        float[] decay = new float[n];
        for (int t = from; t < to; t++) {
            int b0 = b.offset() + t * n;
            int c0 = c.offset() + t * n;
            for (int i = low; i < high; i++) {
                float u = x.floats()[x.offset() + t * inner + i];
                float dt = delta.floats()[delta.offset() + t * inner + i];
                int s0 = h0 + i * n;
                int a0 = a.offset() + i * n;
                for (int j = 0; j < n; j++) {
                    decay[j] = dt * a.floats()[a0 + j];
                }
                P.exp(decay, 0, decay, 0, n);
                for (int j = 0; j < n; j++) {
                    h[s0 + j] = decay[j] * h[s0 + j] + dt * u * b.floats()[b0 + j];
                }
                out[t * inner + i] = P.dot(h, s0, c.floats(), c0, n) + d.floats()[d.offset() + i] * u;
            }
        }
    }

    /** Heads {@code low} to {@code high} of rows {@code from} to {@code to}; h [heads, headDim, state] is updated. */
    static void heads(
            Tensor x,
            Tensor delta,
            Tensor a,
            Tensor b,
            Tensor c,
            Tensor d,
            int from,
            int to,
            int low,
            int high,
            float[] h,
            int h0,
            float[] out) {
        int heads = x.dim(1);
        int headDim = x.dim(2);
        int groups = b.dim(1);
        int n = b.dim(2);
        for (int t = from; t < to; t++) {
            for (int i = low; i < high; i++) {
                float dt = delta.floats()[delta.offset() + t * heads + i];
                float decay = (float) Math.exp(dt * a.floats()[a.offset() + i]);
                float skip = d.floats()[d.offset() + i];
                int group = t * groups + i / (heads / groups);
                int b0 = b.offset() + group * n;
                int c0 = c.offset() + group * n;
                for (int p = 0; p < headDim; p++) {
                    int at = (t * heads + i) * headDim + p;
                    float u = x.floats()[x.offset() + at];
                    int s0 = h0 + (i * headDim + p) * n;
                    float step = dt * u;
                    for (int j = 0; j < n; j++) {
                        h[s0 + j] = decay * h[s0 + j] + step * b.floats()[b0 + j];
                    }
                    out[at] = P.dot(h, s0, c.floats(), c0, n) + skip * u;
                }
            }
        }
    }
}
