package org.menura.tensor.cpu.loops;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorSpecies;
import org.menura.tensor.cpu.simd.Lanes;

/** {@link Arithmetic} on the Vector API. */
final class VectorArithmetic implements Arithmetic {
    private static final VectorSpecies<Float> S = Lanes.F;
    private static final int L = Lanes.L;

    private static FloatVector load(float[] a, int at) {
        return FloatVector.fromArray(S, a, at);
    }

    private static FloatVector load(float[] a, int at, VectorMask<Float> m) {
        return FloatVector.fromArray(S, a, at, m);
    }

    private static FloatVector lerp(FloatVector a, FloatVector b, FloatVector t) {
        return a.add(b.sub(a).mul(t));
    }

    @Override
    public void add(float[] a, int a0, float[] b, int b0, float[] out, int o0, int n) {
        int i = 0;
        for (; i + L <= n; i += L) {
            load(a, a0 + i).add(load(b, b0 + i)).intoArray(out, o0 + i);
        }
        if (i < n) {
            VectorMask<Float> m = S.indexInRange(i, n);
            load(a, a0 + i, m).add(load(b, b0 + i, m)).intoArray(out, o0 + i, m);
        }
    }

    @Override
    public void sub(float[] a, int a0, float[] b, int b0, float[] out, int o0, int n) {
        int i = 0;
        for (; i + L <= n; i += L) {
            load(a, a0 + i).sub(load(b, b0 + i)).intoArray(out, o0 + i);
        }
        if (i < n) {
            VectorMask<Float> m = S.indexInRange(i, n);
            load(a, a0 + i, m).sub(load(b, b0 + i, m)).intoArray(out, o0 + i, m);
        }
    }

    @Override
    public void mul(float[] a, int a0, float[] b, int b0, float[] out, int o0, int n) {
        int i = 0;
        for (; i + L <= n; i += L) {
            load(a, a0 + i).mul(load(b, b0 + i)).intoArray(out, o0 + i);
        }
        if (i < n) {
            VectorMask<Float> m = S.indexInRange(i, n);
            load(a, a0 + i, m).mul(load(b, b0 + i, m)).intoArray(out, o0 + i, m);
        }
    }

    @Override
    public void addProduct(float[] a, int a0, float[] b, int b0, float[] sum, int s0, int n) {
        int i = 0;
        for (; i + L <= n; i += L) {
            load(sum, s0 + i).add(load(a, a0 + i).mul(load(b, b0 + i))).intoArray(sum, s0 + i);
        }
        if (i < n) {
            VectorMask<Float> m = S.indexInRange(i, n);
            load(sum, s0 + i, m).add(load(a, a0 + i, m).mul(load(b, b0 + i, m))).intoArray(sum, s0 + i, m);
        }
    }

    @Override
    public void affine(float[] x, int x0, float scale, float shift, float[] out, int o0, int n) {
        int i = 0;
        for (; i + L <= n; i += L) {
            load(x, x0 + i).mul(scale).add(shift).intoArray(out, o0 + i);
        }
        if (i < n) {
            VectorMask<Float> m = S.indexInRange(i, n);
            load(x, x0 + i, m).mul(scale).add(shift).intoArray(out, o0 + i, m);
        }
    }

    @Override
    public void clamp(float[] x, int x0, float low, float high, float[] out, int o0, int n) {
        int i = 0;
        for (; i + L <= n; i += L) {
            load(x, x0 + i).max(low).min(high).intoArray(out, o0 + i);
        }
        if (i < n) {
            VectorMask<Float> m = S.indexInRange(i, n);
            load(x, x0 + i, m).max(low).min(high).intoArray(out, o0 + i, m);
        }
    }

    @Override
    public void lerp(float[] a, int a0, float[] b, int b0, float[] t, int t0, float[] out, int o0, int n) {
        int i = 0;
        for (; i + L <= n; i += L) {
            lerp(load(a, a0 + i), load(b, b0 + i), load(t, t0 + i)).intoArray(out, o0 + i);
        }
        if (i < n) {
            VectorMask<Float> m = S.indexInRange(i, n);
            lerp(load(a, a0 + i, m), load(b, b0 + i, m), load(t, t0 + i, m)).intoArray(out, o0 + i, m);
        }
    }

    @Override
    public void scale(float[] x, int x0, float scale, float[] w, int w0, float shift, float[] out, int o0, int n) {
        int i = 0;
        for (; i + L <= n; i += L) {
            load(x, x0 + i).mul(scale).mul(load(w, w0 + i).add(shift)).intoArray(out, o0 + i);
        }
        if (i < n) {
            VectorMask<Float> m = S.indexInRange(i, n);
            load(x, x0 + i, m).mul(scale).mul(load(w, w0 + i, m).add(shift)).intoArray(out, o0 + i, m);
        }
    }
}
