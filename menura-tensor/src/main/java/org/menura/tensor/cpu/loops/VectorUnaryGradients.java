package org.menura.tensor.cpu.loops;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;
import org.menura.tensor.cpu.simd.Exp;
import org.menura.tensor.cpu.simd.Lanes;

/** {@link UnaryGradients} on the Vector API, each a single pass. */
final class VectorUnaryGradients implements UnaryGradients {
    private static final VectorSpecies<Float> S = Lanes.F;
    private static final int L = Lanes.L;

    private static FloatVector load(float[] a, int at) {
        return FloatVector.fromArray(S, a, at);
    }

    private static FloatVector load(float[] a, int at, VectorMask<Float> m) {
        return FloatVector.fromArray(S, a, at, m);
    }

    /** {@code p · x + c}: a step of Horner's scheme. */
    private static FloatVector step(FloatVector p, FloatVector x, float c) {
        return p.fma(x, FloatVector.broadcast(S, c));
    }

    /** {@code σ(z) + t σ'(z)}. */
    private static FloatVector slope(FloatVector z, FloatVector t) {
        FloatVector e = Exp.ofModerate(z.abs().neg());
        FloatVector r = FloatVector.broadcast(S, 1).div(e.add(1));
        FloatVector s = e.mul(r);
        return s.mul(r).fma(t, r.blend(s, z.compare(VectorOperators.LT, 0)));
    }

    private static FloatVector swish(FloatVector x, float scale) {
        FloatVector z = x.mul(scale);
        return slope(z, z);
    }

    private static FloatVector gelu(FloatVector x) {
        FloatVector a = x.abs();
        a = a.blend(Rationals.MILLS_END, a.compare(VectorOperators.GT, Rationals.MILLS_END));
        FloatVector p = step(FloatVector.broadcast(S, Rationals.MILLS_P4), a, Rationals.MILLS_P3);
        p = step(p, a, Rationals.MILLS_P2);
        p = step(p, a, Rationals.MILLS_P1);
        p = step(p, a, Rationals.MILLS_P0);
        FloatVector q = step(FloatVector.broadcast(S, Rationals.MILLS_Q5), a, Rationals.MILLS_Q4);
        q = step(q, a, Rationals.MILLS_Q3);
        q = step(q, a, Rationals.MILLS_Q2);
        q = step(q, a, Rationals.MILLS_Q1);
        q = step(q, a, 1);
        FloatVector e = Exp.ofModerate(a.mul(a).mul(-0.5f));
        FloatVector left = p.div(q).sub(a.mul(PlainUnaryGradients.DENSITY)).mul(e);
        return left.neg().add(1).blend(left, x.compare(VectorOperators.LT, 0));
    }

    private static FloatVector geluTanh(FloatVector x) {
        FloatVector scaled = x.mul(PlainUnaryOps.TANH_SCALE);
        FloatVector square = x.mul(x);
        return slope(
                square.mul(PlainUnaryOps.CUBE).add(1).mul(scaled),
                square.mul(PlainUnaryGradients.SQUARE).add(1).mul(scaled));
    }

    private static FloatVector within(FloatVector x, float low, float high) {
        VectorMask<Float> inside = x.compare(VectorOperators.GE, low).and(x.compare(VectorOperators.LE, high));
        return FloatVector.zero(S).blend(1, inside);
    }

    @Override
    public void swish(float[] x, int x0, float scale, float[] out, int o0, int n) {
        int i = 0;
        for (; i + L <= n; i += L) {
            swish(load(x, x0 + i), scale).intoArray(out, o0 + i);
        }
        if (i < n) {
            VectorMask<Float> m = S.indexInRange(i, n);
            swish(load(x, x0 + i, m), scale).intoArray(out, o0 + i, m);
        }
    }

    @Override
    public void gelu(float[] x, int x0, float[] out, int o0, int n) {
        int i = 0;
        for (; i + L <= n; i += L) {
            gelu(load(x, x0 + i)).intoArray(out, o0 + i);
        }
        if (i < n) {
            VectorMask<Float> m = S.indexInRange(i, n);
            gelu(load(x, x0 + i, m)).intoArray(out, o0 + i, m);
        }
    }

    @Override
    public void geluTanh(float[] x, int x0, float[] out, int o0, int n) {
        int i = 0;
        for (; i + L <= n; i += L) {
            geluTanh(load(x, x0 + i)).intoArray(out, o0 + i);
        }
        if (i < n) {
            VectorMask<Float> m = S.indexInRange(i, n);
            geluTanh(load(x, x0 + i, m)).intoArray(out, o0 + i, m);
        }
    }

    @Override
    public void within(float[] x, int x0, float low, float high, float[] out, int o0, int n) {
        int i = 0;
        for (; i + L <= n; i += L) {
            within(load(x, x0 + i), low, high).intoArray(out, o0 + i);
        }
        if (i < n) {
            VectorMask<Float> m = S.indexInRange(i, n);
            within(load(x, x0 + i, m), low, high).intoArray(out, o0 + i, m);
        }
    }
}
