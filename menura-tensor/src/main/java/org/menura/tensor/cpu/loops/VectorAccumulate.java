package org.menura.tensor.cpu.loops;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorSpecies;
import org.menura.tensor.cpu.simd.Lanes;

/** {@link Accumulate} on the Vector API. */
final class VectorAccumulate implements Accumulate {
    private static final VectorSpecies<Float> S = Lanes.F;
    private static final int L = Lanes.L;

    /** For what is left over: it rounds alike. */
    private static final Accumulate PLAIN = new PlainAccumulate();

    private static FloatVector load(float[] a, int at) {
        return FloatVector.fromArray(S, a, at);
    }

    private static FloatVector load(float[] a, int at, VectorMask<Float> m) {
        return FloatVector.fromArray(S, a, at, m);
    }

    @Override
    public void scale(float[] x, int x0, float scale, float[] w, int w0, float shift, float[] sum, int s0, int n) {
        int i = 0;
        for (; i + L <= n; i += L) {
            FloatVector product = load(x, x0 + i).mul(scale).mul(load(w, w0 + i).add(shift));
            load(sum, s0 + i).add(product).intoArray(sum, s0 + i);
        }
        if (i < n) {
            VectorMask<Float> m = S.indexInRange(i, n);
            FloatVector product =
                    load(x, x0 + i, m).mul(scale).mul(load(w, w0 + i, m).add(shift));
            load(sum, s0 + i, m).add(product).intoArray(sum, s0 + i, m);
        }
    }

    @Override
    public void mix(float[] a, int a0, float p, float[] b, int b0, float q, float shift, float[] sum, int s0, int n) {
        int i = 0;
        for (; i + L <= n; i += L) {
            FloatVector mixed =
                    load(a, a0 + i).mul(p).add(load(b, b0 + i).mul(q)).add(shift);
            load(sum, s0 + i).add(mixed).intoArray(sum, s0 + i);
        }
        if (i < n) {
            VectorMask<Float> m = S.indexInRange(i, n);
            FloatVector mixed =
                    load(a, a0 + i, m).mul(p).add(load(b, b0 + i, m).mul(q)).add(shift);
            load(sum, s0 + i, m).add(mixed).intoArray(sum, s0 + i, m);
        }
    }

    @Override
    public void difference(float[] a, int a0, float[] b, int b0, float[] w, int w0, float[] sum, int s0, int n) {
        int i = 0;
        for (; i + L <= n; i += L) {
            FloatVector product = load(a, a0 + i).sub(load(b, b0 + i)).mul(load(w, w0 + i));
            load(sum, s0 + i).add(product).intoArray(sum, s0 + i);
        }
        if (i < n) {
            VectorMask<Float> m = S.indexInRange(i, n);
            FloatVector product = load(a, a0 + i, m).sub(load(b, b0 + i, m)).mul(load(w, w0 + i, m));
            load(sum, s0 + i, m).add(product).intoArray(sum, s0 + i, m);
        }
    }

    @Override
    public void turnBack(float[] x, int u, int v, float[] angles, int cos, int sin, float[] sum, int s, int t, int n) {
        int i = 0;
        for (; i + L <= n; i += L) {
            FloatVector c = load(angles, cos + i);
            FloatVector d = load(angles, sin + i);
            FloatVector near = load(x, u + i);
            FloatVector far = load(x, v + i);
            load(sum, s + i).add(near.mul(c).add(far.mul(d))).intoArray(sum, s + i);
            load(sum, t + i).add(far.mul(c).sub(near.mul(d))).intoArray(sum, t + i);
        }
        PLAIN.turnBack(x, u + i, v + i, angles, cos + i, sin + i, sum, s + i, t + i, n - i);
    }
}
