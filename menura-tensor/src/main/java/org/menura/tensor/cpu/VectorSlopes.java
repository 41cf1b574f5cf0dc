package org.menura.tensor.cpu;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/** {@link Slopes} on the Vector API, each a single pass. */
final class VectorSlopes implements Slopes {
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

    /** exp(-|z|). */
    private static FloatVector decay(FloatVector z) {
        return Exp.ofModerate(z.abs().neg());
    }

    /** σ(z), given {@code e = exp(-|z|)}. */
    private static FloatVector sigma(FloatVector z, FloatVector e) {
        return FloatVector.broadcast(S, 1)
                .blend(e, z.compare(VectorOperators.LT, 0))
                .div(e.add(1));
    }

    /** {@code σ(z) (1 + t σ(-z))}, given {@code e = exp(-|z|)}. */
    private static FloatVector slope(FloatVector z, FloatVector e, FloatVector sigma, FloatVector t) {
        return sigma(z.neg(), e).fma(t, FloatVector.broadcast(S, 1)).mul(sigma);
    }

    @Override
    public void swish(float[] x, int x0, float scale, float[] value, int v0, float[] slope, int s0, int n) {
        int i = 0;
        for (; i + L <= n; i += L) {
            FloatVector v = load(x, x0 + i);
            FloatVector z = v.mul(scale);
            FloatVector e = decay(z);
            FloatVector sigma = sigma(z, e);
            v.mul(sigma).intoArray(value, v0 + i);
            slope(z, e, sigma, z).intoArray(slope, s0 + i);
        }
        if (i < n) {
            VectorMask<Float> m = S.indexInRange(i, n);
            FloatVector v = load(x, x0 + i, m);
            FloatVector z = v.mul(scale);
            FloatVector e = decay(z);
            FloatVector sigma = sigma(z, e);
            v.mul(sigma).intoArray(value, v0 + i, m);
            slope(z, e, sigma, z).intoArray(slope, s0 + i, m);
        }
    }

    private static FloatVector magnitude(FloatVector x) {
        FloatVector a = x.abs();
        return a.blend(Rationals.MILLS_END, a.compare(VectorOperators.GT, Rationals.MILLS_END));
    }

    private static FloatVector bell(FloatVector a) {
        return Exp.ofModerate(a.mul(a).mul(-0.5f));
    }

    /** 1 - Φ(a), given {@code e = exp(-a²/2)}. */
    private static FloatVector tail(FloatVector a, FloatVector e) {
        FloatVector p = step(FloatVector.broadcast(S, Rationals.MILLS_P4), a, Rationals.MILLS_P3);
        p = step(p, a, Rationals.MILLS_P2);
        p = step(p, a, Rationals.MILLS_P1);
        p = step(p, a, Rationals.MILLS_P0);
        FloatVector q = step(FloatVector.broadcast(S, Rationals.MILLS_Q5), a, Rationals.MILLS_Q4);
        q = step(q, a, Rationals.MILLS_Q3);
        q = step(q, a, Rationals.MILLS_Q2);
        q = step(q, a, Rationals.MILLS_Q1);
        q = step(q, a, 1);
        return e.mul(p).div(q);
    }

    private static FloatVector gelu(FloatVector x, FloatVector a, FloatVector tail) {
        return x.blend(0, x.compare(VectorOperators.LT, 0)).sub(a.mul(tail));
    }

    private static FloatVector geluSlope(FloatVector x, FloatVector a, FloatVector e, FloatVector tail) {
        FloatVector left = tail.sub(a.mul(e).mul(PlainSlopes.DENSITY));
        return left.neg().add(1).blend(left, x.compare(VectorOperators.LT, 0));
    }

    @Override
    public void gelu(float[] x, int x0, float[] value, int v0, float[] slope, int s0, int n) {
        int i = 0;
        for (; i + L <= n; i += L) {
            FloatVector v = load(x, x0 + i);
            FloatVector a = magnitude(v);
            FloatVector e = bell(a);
            FloatVector tail = tail(a, e);
            gelu(v, a, tail).intoArray(value, v0 + i);
            geluSlope(v, a, e, tail).intoArray(slope, s0 + i);
        }
        if (i < n) {
            VectorMask<Float> m = S.indexInRange(i, n);
            FloatVector v = load(x, x0 + i, m);
            FloatVector a = magnitude(v);
            FloatVector e = bell(a);
            FloatVector tail = tail(a, e);
            gelu(v, a, tail).intoArray(value, v0 + i, m);
            geluSlope(v, a, e, tail).intoArray(slope, s0 + i, m);
        }
    }

    /** {@code √(8/π) x (factor · x² + 1)}. */
    private static FloatVector cubic(FloatVector x, float factor) {
        return x.mul(x).mul(factor).add(1).mul(x.mul(PlainCurves.TANH_SCALE));
    }

    @Override
    public void geluTanh(float[] x, int x0, float[] value, int v0, float[] slope, int s0, int n) {
        int i = 0;
        for (; i + L <= n; i += L) {
            FloatVector v = load(x, x0 + i);
            FloatVector u = cubic(v, PlainCurves.CUBE);
            FloatVector e = decay(u);
            FloatVector sigma = sigma(u, e);
            v.mul(sigma).intoArray(value, v0 + i);
            slope(u, e, sigma, cubic(v, PlainSlopes.SQUARE)).intoArray(slope, s0 + i);
        }
        if (i < n) {
            VectorMask<Float> m = S.indexInRange(i, n);
            FloatVector v = load(x, x0 + i, m);
            FloatVector u = cubic(v, PlainCurves.CUBE);
            FloatVector e = decay(u);
            FloatVector sigma = sigma(u, e);
            v.mul(sigma).intoArray(value, v0 + i, m);
            slope(u, e, sigma, cubic(v, PlainSlopes.SQUARE)).intoArray(slope, s0 + i, m);
        }
    }

    private static FloatVector within(FloatVector x, float low, float high) {
        VectorMask<Float> inside = x.compare(VectorOperators.GE, low).and(x.compare(VectorOperators.LE, high));
        return FloatVector.zero(S).blend(1, inside);
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
