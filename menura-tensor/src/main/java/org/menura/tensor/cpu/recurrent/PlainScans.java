package org.menura.tensor.cpu.recurrent;

import org.menura.tensor.Tensor;

/** {@link Scans} in plain Java: the reference, and what runs without the Vector API. */
final class PlainScans implements Scans {
    @Override
    public void selective(
            Recurrence.Stretch part, Tensor x, Tensor delta, Tensor a, Tensor b, Tensor c, Tensor d, float[] out) {
        int inner = a.dim(0);
        int n = a.dim(1);
        float[] h = part.state();
        for (int t = part.from(); t < part.to(); t++) {
            int b0 = b.offset() + t * n;
            int c0 = c.offset() + t * n;
            for (int i = part.low(); i < part.high(); i++) {
                float u = x.floats()[x.offset() + t * inner + i];
                float dt = delta.floats()[delta.offset() + t * inner + i];
                int a0 = a.offset() + i * n;
                float y = d.floats()[d.offset() + i] * u;
                for (int j = 0; j < n; j++) {
                    int at = part.stateOffset() + j * inner + i;
                    float decay = (float) Math.exp(dt * a.floats()[a0 + j]);
                    h[at] = decay * h[at] + dt * u * b.floats()[b0 + j];
                    y += h[at] * c.floats()[c0 + j];
                }
                out[t * inner + i] = y;
            }
        }
    }

    @Override
    public void heads(
            Recurrence.Stretch part, Tensor x, Tensor delta, Tensor a, Tensor b, Tensor c, Tensor d, float[] out) {
        int heads = x.dim(1);
        int headDim = x.dim(2);
        int groups = b.dim(1);
        int n = b.dim(2);
        float[] h = part.state();
        for (int t = part.from(); t < part.to(); t++) {
            for (int head = part.low(); head < part.high(); head++) {
                float dt = delta.floats()[delta.offset() + t * heads + head];
                float decay = (float) Math.exp(dt * a.floats()[a.offset() + head]);
                int group = t * groups + head / (heads / groups);
                int b0 = b.offset() + group * n;
                int c0 = c.offset() + group * n;
                for (int i = 0; i < headDim; i++) {
                    int o = (t * heads + head) * headDim + i;
                    float u = x.floats()[x.offset() + o];
                    float y = d.floats()[d.offset() + head] * u;
                    for (int j = 0; j < n; j++) {
                        int at = part.stateOffset() + (head * n + j) * headDim + i;
                        h[at] = decay * h[at] + dt * u * b.floats()[b0 + j];
                        y += h[at] * c.floats()[c0 + j];
                    }
                    out[o] = y;
                }
            }
        }
    }
}
