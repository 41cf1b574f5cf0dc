package org.menura.tensor.cpu;

import java.util.Arrays;
import org.menura.tensor.Tensor;

/** The time mixes of RWKV over the rows of one sequence, a range of channels or heads at a time. */
final class Wkv {
    private static final Primitives P = Primitives.BEST;

    private Wkv() {}

    /** States of sequences of which RWKV-4 has seen nothing. */
    static Tensor[] emptyFour(int count, int n) {
        Tensor[] states = new Tensor[count];
        for (int s = 0; s < count; s++) {
            states[s] = Tensor.zeros(3, n);
            Arrays.fill(states[s].floats(), 2 * n, 3 * n, -1e38f);
        }
        return states;
    }

    /** RWKV-4; state [3, n] holds numerator, denominator and running maximum. */
    static void four(
            Tensor decay,
            Tensor bonus,
            Tensor k,
            Tensor v,
            int from,
            int to,
            int low,
            int high,
            float[] state,
            int s0,
            float[] out) {
        int n = k.shape().cols();
        for (int i = low; i < high; i++) {
            float w = decay.floats()[decay.offset() + i];
            float u = bonus.floats()[bonus.offset() + i];
            float numerator = state[s0 + i];
            float denominator = state[s0 + n + i];
            float peak = state[s0 + 2 * n + i];
            for (int t = from; t < to; t++) {
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

    /** RWKV-5 and 6; state [heads, key, value]. */
    static void six(
            Tensor r,
            Tensor k,
            Tensor v,
            Tensor w,
            Tensor bonus,
            int from,
            int to,
            int low,
            int high,
            float[] state,
            int s0,
            float[] out) {
        int heads = r.dim(1);
        int d = r.dim(2);
        boolean perRow = w.shape().rank() == 3;
        for (int head = low; head < high; head++) {
            for (int t = from; t < to; t++) {
                int at = (t * heads + head) * d;
                int w0 = w.offset() + (perRow ? at : head * d);
                Arrays.fill(out, at, at + d, 0);
                for (int i = 0; i < d; i++) {
                    int row = s0 + (head * d + i) * d;
                    float key = k.floats()[k.offset() + at + i];
                    float receptance = r.floats()[r.offset() + at + i];
                    P.axpy(receptance, state, row, out, at, d);
                    float u = bonus.floats()[bonus.offset() + head * d + i];
                    P.axpy(receptance * u * key, v.floats(), v.offset() + at, out, at, d);
                    float keep = w.floats()[w0 + i];
                    for (int j = 0; j < d; j++) {
                        state[row + j] = keep * state[row + j] + key * v.floats()[v.offset() + at + j];
                    }
                }
            }
        }
    }

    /** RWKV-7; state [heads, value, key]. */
    static void seven(
            Tensor r,
            Tensor w,
            Tensor k,
            Tensor v,
            Tensor a,
            Tensor b,
            int from,
            int to,
            int low,
            int high,
            float[] state,
            int s0,
            float[] out) {
        int heads = r.dim(1);
        int d = r.dim(2);
        for (int head = low; head < high; head++) {
            for (int t = from; t < to; t++) {
                int at = (t * heads + head) * d;
                for (int i = 0; i < d; i++) {
                    int row = s0 + (head * d + i) * d;
                    float removed = P.dot(state, row, a.floats(), a.offset() + at, d);
                    float value = v.floats()[v.offset() + at + i];
                    for (int j = 0; j < d; j++) {
                        state[row + j] = state[row + j] * w.floats()[w.offset() + at + j]
                                + removed * b.floats()[b.offset() + at + j]
                                + value * k.floats()[k.offset() + at + j];
                    }
                    out[at + i] = P.dot(state, row, r.floats(), r.offset() + at, d);
                }
            }
        }
    }
}
