package org.menura.tensor.cpu.recurrent;

import java.util.Arrays;
import org.menura.tensor.Tensor;

/** {@link Wkv} in plain Java: the reference, and what runs without the Vector API. */
final class PlainWkv implements Wkv {
    @Override
    public void four(Recurrence.Stretch part, Tensor decay, Tensor bonus, Tensor k, Tensor v, float[] out) {
        int n = k.shape().cols();
        float[] state = part.state();
        int s0 = part.stateOffset();
        for (int i = part.low(); i < part.high(); i++) {
            float w = decay.floats()[decay.offset() + i];
            float u = bonus.floats()[bonus.offset() + i];
            float numerator = state[s0 + i];
            float denominator = state[s0 + n + i];
            float peak = state[s0 + 2 * n + i];
            for (int t = part.from(); t < part.to(); t++) {
                float key = k.floats()[k.offset() + t * n + i];
                float value = v.floats()[v.offset() + t * n + i];
                float top = Math.max(peak, u + key);
                float past = (float) Math.exp(peak - top);
                float now = (float) Math.exp(u + key - top);
                out[t * n + i] = (past * numerator + now * value) / (past * denominator + now);
                top = Math.max(peak + w, key);
                past = (float) Math.exp(peak + w - top);
                now = (float) Math.exp(key - top);
                numerator = past * numerator + now * value;
                denominator = past * denominator + now;
                peak = top;
            }
            state[s0 + i] = numerator;
            state[s0 + n + i] = denominator;
            state[s0 + 2 * n + i] = peak;
        }
    }

    @Override
    public void six(Recurrence.Stretch part, Tensor r, Tensor k, Tensor v, Tensor w, Tensor bonus, float[] out) {
        int heads = r.dim(1);
        int d = r.dim(2);
        boolean perRow = w.shape().rank() == 3;
        float[] state = part.state();
        for (int head = part.low(); head < part.high(); head++) {
            for (int t = part.from(); t < part.to(); t++) {
                int at = (t * heads + head) * d;
                int w0 = w.offset() + (perRow ? at : head * d);
                Arrays.fill(out, at, at + d, 0);
                for (int i = 0; i < d; i++) {
                    int row = part.stateOffset() + (head * d + i) * d;
                    float key = k.floats()[k.offset() + at + i];
                    float receptance = r.floats()[r.offset() + at + i];
                    float keep = w.floats()[w0 + i];
                    float u = bonus.floats()[bonus.offset() + head * d + i];
                    for (int j = 0; j < d; j++) {
                        float kv = key * v.floats()[v.offset() + at + j];
                        out[at + j] += receptance * (state[row + j] + u * kv);
                        state[row + j] = keep * state[row + j] + kv;
                    }
                }
            }
        }
    }

    @Override
    public void seven(
            Recurrence.Stretch part, Tensor r, Tensor w, Tensor k, Tensor v, Tensor a, Tensor b, float[] out) {
        int heads = r.dim(1);
        int d = r.dim(2);
        float[] state = part.state();
        float[] removed = new float[d];
        for (int head = part.low(); head < part.high(); head++) {
            int s0 = part.stateOffset() + head * d * d;
            for (int t = part.from(); t < part.to(); t++) {
                int at = (t * heads + head) * d;
                Arrays.fill(removed, 0);
                for (int i = 0; i < d; i++) {
                    float removal = a.floats()[a.offset() + at + i];
                    for (int j = 0; j < d; j++) {
                        removed[j] += removal * state[s0 + i * d + j];
                    }
                }
                Arrays.fill(out, at, at + d, 0);
                for (int i = 0; i < d; i++) {
                    float keep = w.floats()[w.offset() + at + i];
                    float replace = b.floats()[b.offset() + at + i];
                    float key = k.floats()[k.offset() + at + i];
                    float receptance = r.floats()[r.offset() + at + i];
                    for (int j = 0; j < d; j++) {
                        float next = state[s0 + i * d + j] * keep
                                + removed[j] * replace
                                + v.floats()[v.offset() + at + j] * key;
                        state[s0 + i * d + j] = next;
                        out[at + j] += receptance * next;
                    }
                }
            }
        }
    }
}
