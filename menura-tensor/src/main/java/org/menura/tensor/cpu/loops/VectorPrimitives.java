package org.menura.tensor.cpu.loops;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;
import org.menura.tensor.cpu.simd.Exp;
import org.menura.tensor.cpu.simd.Lanes;

/** {@link Primitives} on the Vector API. */
public final class VectorPrimitives implements Primitives {
    private static final VectorSpecies<Float> S = Lanes.F;
    private static final int L = Lanes.L;

    private static final float ROUND = 0x1.8p23f;
    private static final int ROUND_BITS = Float.floatToRawIntBits(ROUND);

    /** For what is left over. */
    private static final Primitives PLAIN = new PlainPrimitives();

    @Override
    public float dot(float[] a, int aOffset, float[] b, int bOffset, int n) {
        FloatVector s0 = FloatVector.zero(S);
        FloatVector s1 = FloatVector.zero(S);
        int i = 0;
        for (; i + 2 * L <= n; i += 2 * L) {
            s0 = FloatVector.fromArray(S, a, aOffset + i).fma(FloatVector.fromArray(S, b, bOffset + i), s0);
            s1 = FloatVector.fromArray(S, a, aOffset + i + L).fma(FloatVector.fromArray(S, b, bOffset + i + L), s1);
        }
        for (; i < n; i += L) {
            VectorMask<Float> m = S.indexInRange(i, n);
            s0 = FloatVector.fromArray(S, a, aOffset + i, m).fma(FloatVector.fromArray(S, b, bOffset + i, m), s0);
        }
        return Lanes.sum(s0.add(s1));
    }

    @Override
    public void dotFour(
            float[] a, int aOffset, int stride, float[] b, int bOffset, int n, float[] out, int at, int outStride) {
        int a0 = aOffset;
        int a1 = a0 + stride;
        int a2 = a1 + stride;
        int a3 = a2 + stride;
        FloatVector s00 = FloatVector.zero(S);
        FloatVector s01 = FloatVector.zero(S);
        FloatVector s10 = FloatVector.zero(S);
        FloatVector s11 = FloatVector.zero(S);
        FloatVector s20 = FloatVector.zero(S);
        FloatVector s21 = FloatVector.zero(S);
        FloatVector s30 = FloatVector.zero(S);
        FloatVector s31 = FloatVector.zero(S);
        int i = 0;
        for (; i + 2 * L <= n; i += 2 * L) {
            FloatVector b0 = FloatVector.fromArray(S, b, bOffset + i);
            FloatVector b1 = FloatVector.fromArray(S, b, bOffset + i + L);
            s00 = FloatVector.fromArray(S, a, a0 + i).fma(b0, s00);
            s01 = FloatVector.fromArray(S, a, a0 + i + L).fma(b1, s01);
            s10 = FloatVector.fromArray(S, a, a1 + i).fma(b0, s10);
            s11 = FloatVector.fromArray(S, a, a1 + i + L).fma(b1, s11);
            s20 = FloatVector.fromArray(S, a, a2 + i).fma(b0, s20);
            s21 = FloatVector.fromArray(S, a, a2 + i + L).fma(b1, s21);
            s30 = FloatVector.fromArray(S, a, a3 + i).fma(b0, s30);
            s31 = FloatVector.fromArray(S, a, a3 + i + L).fma(b1, s31);
        }
        for (; i < n; i += L) {
            VectorMask<Float> m = S.indexInRange(i, n);
            FloatVector b0 = FloatVector.fromArray(S, b, bOffset + i, m);
            s00 = FloatVector.fromArray(S, a, a0 + i, m).fma(b0, s00);
            s10 = FloatVector.fromArray(S, a, a1 + i, m).fma(b0, s10);
            s20 = FloatVector.fromArray(S, a, a2 + i, m).fma(b0, s20);
            s30 = FloatVector.fromArray(S, a, a3 + i, m).fma(b0, s30);
        }
        out[at] = Lanes.sum(s00.add(s01));
        out[at + outStride] = Lanes.sum(s10.add(s11));
        out[at + 2 * outStride] = Lanes.sum(s20.add(s21));
        out[at + 3 * outStride] = Lanes.sum(s30.add(s31));
    }

    @Override
    public void axpy(float s, float[] x, int xOffset, float[] y, int yOffset, int n) {
        FloatVector vs = FloatVector.broadcast(S, s);
        int i = 0;
        for (; i + L <= n; i += L) {
            FloatVector.fromArray(S, x, xOffset + i)
                    .fma(vs, FloatVector.fromArray(S, y, yOffset + i))
                    .intoArray(y, yOffset + i);
        }
        if (i < n) {
            VectorMask<Float> m = S.indexInRange(i, n);
            FloatVector.fromArray(S, x, xOffset + i, m)
                    .fma(vs, FloatVector.fromArray(S, y, yOffset + i, m))
                    .intoArray(y, yOffset + i, m);
        }
    }

    @Override
    public float sum(float[] a, int offset, int n) {
        FloatVector s = FloatVector.zero(S);
        int i = 0;
        for (; i + L <= n; i += L) {
            s = s.add(FloatVector.fromArray(S, a, offset + i));
        }
        if (i < n) {
            s = s.add(FloatVector.fromArray(S, a, offset + i, S.indexInRange(i, n)));
        }
        return Lanes.sum(s);
    }

    @Override
    public float max(float[] a, int offset, int n) {
        FloatVector s = FloatVector.broadcast(S, Float.NEGATIVE_INFINITY);
        int i = 0;
        for (; i + L <= n; i += L) {
            s = s.max(FloatVector.fromArray(S, a, offset + i));
        }
        float m = s.reduceLanes(VectorOperators.MAX);
        for (; i < n; i++) {
            m = Math.max(m, a[offset + i]);
        }
        return m;
    }

    @Override
    public float expSum(float[] a, int offset, int n, float shift) {
        FloatVector s = FloatVector.zero(S);
        for (int i = 0; i < n; i += L) {
            VectorMask<Float> m = S.indexInRange(i, n);
            FloatVector e = Exp.of(FloatVector.fromArray(S, a, offset + i, m).sub(shift));
            e.intoArray(a, offset + i, m);
            s = s.add(e, m);
        }
        return Lanes.sum(s);
    }

    @Override
    public float expBelow(float[] x, int xOffset, float highest, float[] y, int yOffset, int n) {
        FloatVector s = FloatVector.zero(S);
        int i = 0;
        for (; i + L <= n; i += L) {
            FloatVector e =
                    Exp.ofModerate(FloatVector.fromArray(S, x, xOffset + i).sub(highest));
            e.intoArray(y, yOffset + i);
            s = s.add(e);
        }
        if (i < n) {
            VectorMask<Float> m = S.indexInRange(i, n);
            FloatVector e =
                    Exp.ofModerate(FloatVector.fromArray(S, x, xOffset + i, m).sub(highest));
            e.intoArray(y, yOffset + i, m);
            s = s.add(e, m);
        }
        return Lanes.sum(s);
    }

    @Override
    public void exp(float[] x, int xOffset, float[] y, int yOffset, int n) {
        int i = 0;
        for (; i + L <= n; i += L) {
            Exp.of(FloatVector.fromArray(S, x, xOffset + i)).intoArray(y, yOffset + i);
        }
        if (i < n) {
            VectorMask<Float> m = S.indexInRange(i, n);
            Exp.of(FloatVector.fromArray(S, x, xOffset + i, m)).intoArray(y, yOffset + i, m);
        }
    }

    @Override
    public void toBf16(float[] x, int xOffset, short[] y, int yOffset, int n) {
        int i = 0;
        for (; i + L <= n; i += L) {
            FloatVector v = FloatVector.fromArray(S, x, xOffset + i);
            Lanes.toBf16(v.blend(Float.NaN, v.compare(VectorOperators.NE, v)), y, yOffset + i);
        }
        for (; i < n; i++) {
            y[yOffset + i] = PlainPrimitives.bf16(x[xOffset + i]);
        }
    }

    @Override
    public void transpose(float[] x, int xOffset, int stride, float[] y, int yOffset, int yStride, int rows, int cols) {
        int[] column = new int[L];
        for (int i = 0; i < L; i++) {
            column[i] = i * stride;
        }
        int whole = rows - rows % L;
        for (int r = 0; r < whole; r += L) {
            int from = xOffset + r * stride;
            for (int c = 0; c < cols; c++) {
                FloatVector.fromArray(S, x, from + c, column, 0).intoArray(y, yOffset + c * yStride + r);
            }
        }
        PLAIN.transpose(x, xOffset + whole * stride, stride, y, yOffset + whole, yStride, rows - whole, cols);
    }

    @Override
    public float maxMagnitude(float[] x, int offset, int n) {
        FloatVector max = FloatVector.zero(S);
        int i = 0;
        for (; i + L <= n; i += L) {
            max = max.max(FloatVector.fromArray(S, x, offset + i).abs());
        }
        float most = max.reduceLanes(VectorOperators.MAX);
        for (; i < n; i++) {
            most = Math.max(most, Math.abs(x[offset + i]));
        }
        return most;
    }

    @Override
    public float sumBelow(float[] x, int offset, float limit, int n) {
        FloatVector s0 = FloatVector.zero(S);
        FloatVector s1 = FloatVector.zero(S);
        int i = 0;
        for (; i + 2 * L <= n; i += 2 * L) {
            FloatVector a = FloatVector.fromArray(S, x, offset + i).abs();
            FloatVector b = FloatVector.fromArray(S, x, offset + i + L).abs();
            s0 = s0.add(a, a.compare(VectorOperators.LT, limit));
            s1 = s1.add(b, b.compare(VectorOperators.LT, limit));
        }
        return Lanes.sum(s0.add(s1)) + PLAIN.sumBelow(x, offset + i, limit, n - i);
    }

    @Override
    public int places(float[] x, int offset, float least, int[] places, int n) {
        int count = 0;
        int i = 0;
        for (; i + L <= n; i += L) {
            long bits = FloatVector.fromArray(S, x, offset + i)
                    .abs()
                    .compare(VectorOperators.LT, least)
                    .not()
                    .toLong();
            for (; bits != 0; bits &= bits - 1) {
                places[count++] = i + Long.numberOfTrailingZeros(bits);
            }
        }
        for (; i < n; i++) {
            if (!(Math.abs(x[offset + i]) < least)) {
                places[count++] = i;
            }
        }
        return count;
    }

    @Override
    public int roundToPairs(float[] x, int xOffset, float factor, int[] y, int yOffset, int n) {
        FloatVector f = FloatVector.broadcast(S, factor);
        IntVector sum = IntVector.zero(Lanes.I);
        int i = 0;
        for (; i + L <= n; i += L) {
            // Among numbers of this size neighbours are 1 apart, so the addition rounds.
            IntVector q = FloatVector.fromArray(S, x, xOffset + i)
                    .mul(f)
                    .add(ROUND)
                    .reinterpretAsInts()
                    .sub(ROUND_BITS);
            q.and(0xffff).or(q.lanewise(VectorOperators.LSHL, 16)).intoArray(y, yOffset + i);
            sum = sum.add(q);
        }
        return sum.reduceLanes(VectorOperators.ADD) + PLAIN.roundToPairs(x, xOffset + i, factor, y, yOffset + i, n - i);
    }
}
