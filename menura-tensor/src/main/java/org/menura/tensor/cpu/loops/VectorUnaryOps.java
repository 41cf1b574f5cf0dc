package org.menura.tensor.cpu.loops;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;
import org.menura.tensor.cpu.simd.Exp;
import org.menura.tensor.cpu.simd.Lanes;

/** {@link UnaryOps} on the Vector API, each a single pass. */
final class VectorUnaryOps implements UnaryOps {
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

    /** x, but 0 where it is negative; NaN stays. */
    private static FloatVector ramp(FloatVector x) {
        return x.blend(0, x.compare(VectorOperators.LT, 0));
    }

    private static FloatVector sigma(FloatVector x) {
        FloatVector e = Exp.ofModerate(x.abs().neg());
        return FloatVector.broadcast(S, 1)
                .blend(e, x.compare(VectorOperators.LT, 0))
                .div(e.add(1));
    }

    private static FloatVector swish(FloatVector x, float scale) {
        return x.mul(sigma(x.mul(scale)));
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
        return ramp(x).sub(a.mul(e).mul(p).div(q));
    }

    private static FloatVector geluTanh(FloatVector x) {
        return x.mul(sigma(x.mul(x).mul(PlainUnaryOps.CUBE).add(1).mul(x).mul(PlainUnaryOps.TANH_SCALE)));
    }

    private static FloatVector tanh(FloatVector x) {
        FloatVector s = x.mul(x);
        FloatVector p = step(FloatVector.broadcast(S, Rationals.TANH_P4), s, Rationals.TANH_P3);
        p = step(p, s, Rationals.TANH_P2);
        p = step(p, s, Rationals.TANH_P1);
        p = step(p, s, 1);
        FloatVector q = step(FloatVector.broadcast(S, Rationals.TANH_Q4), s, Rationals.TANH_Q3);
        q = step(q, s, Rationals.TANH_Q2);
        q = step(q, s, Rationals.TANH_Q1);
        q = step(q, s, 1);
        FloatVector y = x.mul(p.div(q));
        VectorMask<Float> high = x.compare(VectorOperators.GT, Rationals.TANH_END);
        VectorMask<Float> low = x.compare(VectorOperators.LT, -Rationals.TANH_END);
        return y.blend(1, high.or(y.compare(VectorOperators.GT, 1)))
                .blend(-1, low.or(y.compare(VectorOperators.LT, -1)));
    }

    private static FloatVector softplus(FloatVector x) {
        FloatVector e = Exp.ofModerate(x.abs().neg());
        FloatVector p = step(FloatVector.broadcast(S, Rationals.LOG1P_P2), e, Rationals.LOG1P_P1);
        p = step(p, e, 1);
        FloatVector q = step(FloatVector.broadcast(S, Rationals.LOG1P_Q3), e, Rationals.LOG1P_Q2);
        q = step(q, e, Rationals.LOG1P_Q1);
        q = step(q, e, 1);
        return ramp(x).add(e.mul(p).div(q));
    }

    private static FloatVector reluSquared(FloatVector x) {
        FloatVector r = ramp(x);
        return r.mul(r);
    }

    @Override
    public void sigmoid(float[] x, int x0, float[] out, int o0, int n) {
        int i = 0;
        for (; i + L <= n; i += L) {
            sigma(load(x, x0 + i)).intoArray(out, o0 + i);
        }
        if (i < n) {
            VectorMask<Float> m = S.indexInRange(i, n);
            sigma(load(x, x0 + i, m)).intoArray(out, o0 + i, m);
        }
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
    public void tanh(float[] x, int x0, float[] out, int o0, int n) {
        int i = 0;
        for (; i + L <= n; i += L) {
            tanh(load(x, x0 + i)).intoArray(out, o0 + i);
        }
        if (i < n) {
            VectorMask<Float> m = S.indexInRange(i, n);
            tanh(load(x, x0 + i, m)).intoArray(out, o0 + i, m);
        }
    }

    @Override
    public void softplus(float[] x, int x0, float[] out, int o0, int n) {
        int i = 0;
        for (; i + L <= n; i += L) {
            softplus(load(x, x0 + i)).intoArray(out, o0 + i);
        }
        if (i < n) {
            VectorMask<Float> m = S.indexInRange(i, n);
            softplus(load(x, x0 + i, m)).intoArray(out, o0 + i, m);
        }
    }

    @Override
    public void reluSquared(float[] x, int x0, float[] out, int o0, int n) {
        int i = 0;
        for (; i + L <= n; i += L) {
            reluSquared(load(x, x0 + i)).intoArray(out, o0 + i);
        }
        if (i < n) {
            VectorMask<Float> m = S.indexInRange(i, n);
            reluSquared(load(x, x0 + i, m)).intoArray(out, o0 + i, m);
        }
    }
}
