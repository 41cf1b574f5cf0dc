package org.menura.tensor.cpu.recurrent;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;
import org.menura.tensor.Tensor;
import org.menura.tensor.cpu.simd.Exp2;
import org.menura.tensor.cpu.simd.Lanes;

/** {@link Wkv} on the Vector API. */
final class VectorWkv implements Wkv {
    private static final VectorSpecies<Float> S = Lanes.F;
    private static final int L = Lanes.L;

    @Override
    public void four(Recurrence.Stretch part, Tensor decay, Tensor bonus, Tensor k, Tensor v, float[] out) {
        int n = k.shape().cols();
        float[] state = part.state();
        for (int i = part.low(); i < part.high(); i += L) {
            VectorMask<Float> m = S.indexInRange(i, part.high());
            FloatVector w = FloatVector.fromArray(S, decay.floats(), decay.offset() + i, m);
            FloatVector u = FloatVector.fromArray(S, bonus.floats(), bonus.offset() + i, m);
            int s0 = part.stateOffset() + i;
            FloatVector numerator = FloatVector.fromArray(S, state, s0, m);
            FloatVector denominator = FloatVector.fromArray(S, state, s0 + n, m);
            FloatVector peak = FloatVector.fromArray(S, state, s0 + 2 * n, m);
            for (int t = part.from(); t < part.to(); t++) {
                FloatVector key = FloatVector.fromArray(S, k.floats(), k.offset() + t * n + i, m);
                FloatVector value = FloatVector.fromArray(S, v.floats(), v.offset() + t * n + i, m);
                FloatVector favoured = u.add(key);
                VectorMask<Float> older = peak.compare(VectorOperators.GE, favoured);
                FloatVector less = ratio(peak, favoured, older);
                FloatVector past = less.blend(1, older);
                FloatVector now = less.blend(1, older.not());
                past.mul(numerator)
                        .add(now.mul(value))
                        .div(past.mul(denominator).add(now))
                        .intoArray(out, t * n + i, m);
                FloatVector faded = peak.add(w);
                older = faded.compare(VectorOperators.GE, key);
                less = ratio(faded, key, older);
                past = less.blend(1, older);
                now = less.blend(1, older.not());
                numerator = past.mul(numerator).add(now.mul(value));
                denominator = past.mul(denominator).add(now);
                peak = key.blend(faded, older);
            }
            numerator.intoArray(state, s0, m);
            denominator.intoArray(state, s0 + n, m);
            peak.intoArray(state, s0 + 2 * n, m);
        }
    }

    /** {@code exp(-|a - b|)}: the factor of the smaller exponential when the larger one's is 1. */
    private static FloatVector ratio(FloatVector a, FloatVector b, VectorMask<Float> larger) {
        FloatVector difference = a.sub(b);
        return Exp2.of(difference.neg().blend(difference, larger.not()).mul(Exp2.LOG2_E));
    }

    @Override
    public void six(Recurrence.Stretch part, Tensor r, Tensor k, Tensor v, Tensor w, Tensor bonus, float[] out) {
        int heads = r.dim(1);
        int d = r.dim(2);
        boolean perRow = w.shape().rank() == 3;
        for (int head = part.low(); head < part.high(); head++) {
            StateTile state = StateTile.of(part.state(), part.stateOffset() + head * d * d, d, d, d, false);
            for (int t = part.from(); t < part.to(); t++) {
                int at = (t * heads + head) * d;
                int w0 = w.offset() + (perRow ? at : head * d);
                float now = 0;
                for (int i = 0; i < d; i++) {
                    now += r.floats()[r.offset() + at + i]
                            * bonus.floats()[bonus.offset() + head * d + i]
                            * k.floats()[k.offset() + at + i];
                }
                for (int j = 0; j < d; j += L) {
                    VectorMask<Float> m = S.indexInRange(j, d);
                    FloatVector value = FloatVector.fromArray(S, v.floats(), v.offset() + at + j, m);
                    six(
                                    value,
                                    now,
                                    r.floats(),
                                    r.offset() + at,
                                    k.floats(),
                                    k.offset() + at,
                                    w.floats(),
                                    w0,
                                    d,
                                    state,
                                    j)
                            .intoArray(out, at + j, m);
                }
            }
            state.store();
        }
    }

    private static FloatVector six(
            FloatVector value,
            float now,
            float[] r,
            int r0,
            float[] k,
            int k0,
            float[] w,
            int w0,
            int d,
            StateTile state,
            int column) {
        float[] s = state.values();
        int at = state.start() + column;
        FloatVector y = value.mul(now);
        for (int i = 0; i < d; i++) {
            FloatVector old = FloatVector.fromArray(S, s, at);
            y = old.fma(FloatVector.broadcast(S, r[r0 + i]), y);
            old.fma(FloatVector.broadcast(S, w[w0 + i]), value.mul(k[k0 + i])).intoArray(s, at);
            at += state.stride();
        }
        return y;
    }

    @Override
    public void seven(
            Recurrence.Stretch part, Tensor r, Tensor w, Tensor k, Tensor v, Tensor a, Tensor b, float[] out) {
        int heads = r.dim(1);
        int d = r.dim(2);
        for (int head = part.low(); head < part.high(); head++) {
            StateTile state = StateTile.of(part.state(), part.stateOffset() + head * d * d, d, d, d, false);
            for (int t = part.from(); t < part.to(); t++) {
                int at = (t * heads + head) * d;
                for (int j = 0; j < d; j += L) {
                    VectorMask<Float> m = S.indexInRange(j, d);
                    FloatVector value = FloatVector.fromArray(S, v.floats(), v.offset() + at + j, m);
                    FloatVector removed = product(a.floats(), a.offset() + at, d, state, j);
                    seven(
                                    value,
                                    removed,
                                    r.floats(),
                                    r.offset() + at,
                                    w.floats(),
                                    w.offset() + at,
                                    k.floats(),
                                    k.offset() + at,
                                    b.floats(),
                                    b.offset() + at,
                                    d,
                                    state,
                                    j)
                            .intoArray(out, at + j, m);
                }
            }
            state.store();
        }
    }

    /** {@code a · S}, some columns of it. */
    private static FloatVector product(float[] a, int a0, int d, StateTile state, int column) {
        float[] s = state.values();
        int at = state.start() + column;
        FloatVector sum = FloatVector.zero(S);
        for (int i = 0; i < d; i++) {
            sum = FloatVector.fromArray(S, s, at).fma(FloatVector.broadcast(S, a[a0 + i]), sum);
            at += state.stride();
        }
        return sum;
    }

    private static FloatVector seven(
            FloatVector value,
            FloatVector removed,
            float[] r,
            int r0,
            float[] w,
            int w0,
            float[] k,
            int k0,
            float[] b,
            int b0,
            int d,
            StateTile state,
            int column) {
        float[] s = state.values();
        int at = state.start() + column;
        FloatVector y = FloatVector.zero(S);
        for (int i = 0; i < d; i++) {
            FloatVector written = removed.mul(b[b0 + i]).add(value.mul(k[k0 + i]));
            FloatVector next = FloatVector.fromArray(S, s, at).fma(FloatVector.broadcast(S, w[w0 + i]), written);
            next.intoArray(s, at);
            y = next.fma(FloatVector.broadcast(S, r[r0 + i]), y);
            at += state.stride();
        }
        return y;
    }
}
