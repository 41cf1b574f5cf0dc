package org.menura.tensor.cpu.loops;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorSpecies;
import org.menura.tensor.cpu.library.RowFactors;
import org.menura.tensor.cpu.simd.Lanes;

/** {@link RankLoops} on the Vector API. */
final class VectorRankLoops implements RankLoops {
    private static final VectorSpecies<Float> S = Lanes.F;
    private static final int L = Lanes.L;
    private static final Primitives P = new VectorPrimitives();
    private static final VectorMask<Float> WHOLE = S.maskAll(true);

    private static FloatVector load(float[] a, int at) {
        return FloatVector.fromArray(S, a, at);
    }

    @Override
    public void dots(
            float[] x,
            int x0,
            int xStride,
            int rows,
            float[] m,
            int m0,
            int mStride,
            int terms,
            float[] out,
            int o0,
            int outStride,
            int n) {
        for (int r = 0; r < rows; r++) {
            int at = o0 + r * outStride;
            int j = 0;
            for (; j + 4 <= terms; j += 4) {
                P.dotFour(m, m0 + j * mStride, mStride, x, x0 + r * xStride, n, out, at + j, 1);
            }
            for (; j < terms; j++) {
                out[at + j] = P.dot(m, m0 + j * mStride, x, x0 + r * xStride, n);
            }
        }
    }

    @Override
    public void combine(RowFactors f, int[] offsets, float[] b, int b0, float[] y, int y0, int yStride, int n) {
        for (int r = 0; r < f.rows(); r++) {
            combine(f, r, offsets, b, b0, y, y0 + r * yStride, n);
        }
    }

    private static void combine(RowFactors f, int r, int[] offsets, float[] b, int b0, float[] y, int y0, int n) {
        int i = 0;
        for (; i + 2 * L <= n; i += 2 * L) {
            FloatVector s0 = FloatVector.zero(S);
            FloatVector s1 = FloatVector.zero(S);
            for (int j = 0; j < f.terms(); j++) {
                FloatVector factor = FloatVector.broadcast(S, f.at(r, j));
                int at = b0 + offsets[j] + i;
                s0 = factor.fma(load(b, at), s0);
                s1 = factor.fma(load(b, at + L), s1);
            }
            load(y, y0 + i).add(s0).intoArray(y, y0 + i);
            load(y, y0 + i + L).add(s1).intoArray(y, y0 + i + L);
        }
        for (; i < n; i += L) {
            VectorMask<Float> m = S.indexInRange(i, n);
            FloatVector sum = FloatVector.zero(S);
            for (int j = 0; j < f.terms(); j++) {
                FloatVector row = FloatVector.fromArray(S, b, b0 + offsets[j] + i, m);
                sum = FloatVector.broadcast(S, f.at(r, j)).fma(row, sum);
            }
            FloatVector.fromArray(S, y, y0 + i, m).add(sum).intoArray(y, y0 + i, m);
        }
    }

    @Override
    public void outer(
            float[] f,
            int f0,
            int terms,
            int rows,
            float[] x,
            int x0,
            int xStride,
            float[] sum,
            int s0,
            int sumStride,
            int n) {
        int whole = n - n % L;
        int j = 0;
        for (; j + 4 <= terms; j += 4) {
            for (int i = 0; i < whole; i += L) {
                four(f, f0 + j, terms, rows, x, x0 + i, xStride, sum, s0 + j * sumStride + i, sumStride);
            }
        }
        for (; j < terms; j++) {
            for (int i = 0; i < whole; i += L) {
                one(f, f0 + j, terms, rows, x, x0 + i, xStride, sum, s0 + j * sumStride + i, WHOLE);
            }
        }
        if (whole < n) {
            VectorMask<Float> m = S.indexInRange(whole, n);
            for (j = 0; j < terms; j++) {
                one(f, f0 + j, terms, rows, x, x0 + whole, xStride, sum, s0 + j * sumStride + whole, m);
            }
        }
    }

    /** Some columns of four rows of sums. */
    private static void four(
            float[] f,
            int f0,
            int terms,
            int rows,
            float[] x,
            int x0,
            int xStride,
            float[] sum,
            int s0,
            int sumStride) {
        FloatVector a = FloatVector.zero(S);
        FloatVector b = FloatVector.zero(S);
        FloatVector c = FloatVector.zero(S);
        FloatVector d = FloatVector.zero(S);
        for (int r = 0; r < rows; r++) {
            FloatVector v = load(x, x0 + r * xStride);
            int at = f0 + r * terms;
            a = v.fma(FloatVector.broadcast(S, f[at]), a);
            b = v.fma(FloatVector.broadcast(S, f[at + 1]), b);
            c = v.fma(FloatVector.broadcast(S, f[at + 2]), c);
            d = v.fma(FloatVector.broadcast(S, f[at + 3]), d);
        }
        add(a, sum, s0);
        add(b, sum, s0 + sumStride);
        add(c, sum, s0 + 2 * sumStride);
        add(d, sum, s0 + 3 * sumStride);
    }

    /** Some columns of a row of sums. */
    private static void one(
            float[] f,
            int f0,
            int terms,
            int rows,
            float[] x,
            int x0,
            int xStride,
            float[] sum,
            int s0,
            VectorMask<Float> m) {
        FloatVector a = FloatVector.zero(S);
        for (int r = 0; r < rows; r++) {
            FloatVector v = FloatVector.fromArray(S, x, x0 + r * xStride, m);
            a = v.fma(FloatVector.broadcast(S, f[f0 + r * terms]), a);
        }
        FloatVector.fromArray(S, sum, s0, m).add(a).intoArray(sum, s0, m);
    }

    private static void add(FloatVector v, float[] sum, int s0) {
        load(sum, s0).add(v).intoArray(sum, s0);
    }
}
