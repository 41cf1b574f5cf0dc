package org.menura.tensor.cpu.gemv;

import static org.menura.tensor.cpu.simd.Lanes.F;
import static org.menura.tensor.cpu.simd.Lanes.I;
import static org.menura.tensor.cpu.simd.Lanes.L;

import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorOperators;
import org.menura.tensor.Tensor;
import org.menura.tensor.cpu.simd.Lanes;

/** {@link Gemv} with half-precision weights. */
public final class HalfProduct extends Gemv {
    /** Where sign, exponent and mantissa stand after a shift by the 13 bits by which the mantissas differ. */
    private static final int SHIFTED = 0x8fffe000;

    /** Exponents are stored with a bias of 15 in half, of 127 in single precision. A product heeds subnormals too. */
    private static final float REBIAS = 0x1p112f;

    /** The least magnitude, shifted, that is no number: all exponent bits are set. */
    private static final int INFINITE = 0x0f800000;

    private static final int FOUR = 4;

    public HalfProduct(Tensor x, Tensor w, float[] out) {
        super(x, w, out);
    }

    @Override
    public void run(int from, int to) {
        for (int first = from; first < to; first += TILE) {
            int end = Math.min(to, first + TILE);
            int r = 0;
            for (; r + FOUR <= rows; r += FOUR) {
                for (int o = first; o < end; o++) {
                    if (!four(w, o * rowBytes, x, x0 + r * in, in, out, r * outs + o, outs)) {
                        for (int i = r; i < r + FOUR; i++) {
                            one(o, i);
                        }
                    }
                }
            }
            for (; r < rows; r++) {
                for (int o = first; o < end; o++) {
                    one(o, r);
                }
            }
        }
    }

    private void one(int o, int r) {
        float sum = dot(w, o * rowBytes, x, x0 + r * in, in);
        // Only a row with infinities or NaN, which the fast loop takes for numbers, is looked at twice.
        out[r * outs + o] = Float.isNaN(sum) ? any(w, o * rowBytes, x, x0 + r * in, in) : sum;
    }

    /**
     * The dot products with four rows of x, each as {@link #dot} gives it.
     *
     * @return false if a weight or a product is no number; then nothing counts
     */
    private static boolean four(
            MemorySegment w, long at, float[] x, int xOffset, int n, float[] out, int o0, int outStride) {
        FloatVector s00 = FloatVector.zero(F);
        FloatVector s01 = FloatVector.zero(F);
        FloatVector s10 = FloatVector.zero(F);
        FloatVector s11 = FloatVector.zero(F);
        FloatVector s20 = FloatVector.zero(F);
        FloatVector s21 = FloatVector.zero(F);
        FloatVector s30 = FloatVector.zero(F);
        FloatVector s31 = FloatVector.zero(F);
        IntVector most = IntVector.zero(I);
        long end = at + 2L * (n - n % (2 * L));
        int x0 = xOffset;
        int x1 = x0 + n;
        int x2 = x1 + n;
        int x3 = x2 + n;
        int k = 0;
        long i = at;
        for (; i < end; i += 4L * L, k += 2 * L) {
            IntVector a = bits(w, i);
            IntVector b = bits(w, i + 2L * L);
            most = most.max(a.and(Integer.MAX_VALUE)).max(b.and(Integer.MAX_VALUE));
            FloatVector wa = a.reinterpretAsFloats().mul(REBIAS);
            FloatVector wb = b.reinterpretAsFloats().mul(REBIAS);
            s00 = wa.fma(FloatVector.fromArray(F, x, x0 + k), s00);
            s01 = wb.fma(FloatVector.fromArray(F, x, x0 + k + L), s01);
            s10 = wa.fma(FloatVector.fromArray(F, x, x1 + k), s10);
            s11 = wb.fma(FloatVector.fromArray(F, x, x1 + k + L), s11);
            s20 = wa.fma(FloatVector.fromArray(F, x, x2 + k), s20);
            s21 = wb.fma(FloatVector.fromArray(F, x, x2 + k + L), s21);
            s30 = wa.fma(FloatVector.fromArray(F, x, x3 + k), s30);
            s31 = wb.fma(FloatVector.fromArray(F, x, x3 + k + L), s31);
        }
        if (most.compare(VectorOperators.GE, INFINITE).anyTrue()) {
            return false;
        }
        float r0 = Lanes.sum(s00.add(s01)) + tail(w, i, x, x0 + k, x1);
        float r1 = Lanes.sum(s10.add(s11)) + tail(w, i, x, x1 + k, x2);
        float r2 = Lanes.sum(s20.add(s21)) + tail(w, i, x, x2 + k, x3);
        float r3 = Lanes.sum(s30.add(s31)) + tail(w, i, x, x3 + k, x3 + n);
        out[o0] = r0;
        out[o0 + outStride] = r1;
        out[o0 + 2 * outStride] = r2;
        out[o0 + 3 * outStride] = r3;
        return !Float.isNaN(r0 + r1 + r2 + r3);
    }

    /** The dot product, or NaN if a weight is no number. */
    private static float dot(MemorySegment w, long at, float[] x, int xOffset, int n) {
        FloatVector s0 = FloatVector.zero(F);
        FloatVector s1 = FloatVector.zero(F);
        IntVector most = IntVector.zero(I);
        long end = at + 2L * (n - n % (2 * L));
        int x0 = xOffset;
        long i = at;
        for (; i < end; i += 4L * L, x0 += 2 * L) {
            IntVector a = bits(w, i);
            IntVector b = bits(w, i + 2L * L);
            most = most.max(a.and(Integer.MAX_VALUE)).max(b.and(Integer.MAX_VALUE));
            s0 = a.reinterpretAsFloats().mul(REBIAS).fma(FloatVector.fromArray(F, x, x0), s0);
            s1 = b.reinterpretAsFloats().mul(REBIAS).fma(FloatVector.fromArray(F, x, x0 + L), s1);
        }
        if (most.compare(VectorOperators.GE, INFINITE).anyTrue()) {
            return Float.NaN;
        }
        return Lanes.sum(s0.add(s1)) + tail(w, i, x, x0, xOffset + n);
    }

    private static float tail(MemorySegment w, long at, float[] x, int from, int to) {
        float sum = 0;
        for (int k = from; k < to; k++) {
            sum += Lanes.half(w, at + 2L * (k - from)) * x[k];
        }
        return sum;
    }

    /** The dot product, whatever the weights. */
    private static float any(MemorySegment w, long at, float[] x, int x0, int n) {
        float sum = 0;
        for (int i = 0; i < n; i++) {
            sum += Lanes.half(w, at + 2L * i) * x[x0 + i];
        }
        return sum;
    }

    private static IntVector bits(MemorySegment w, long at) {
        return Lanes.shorts(w, at).lanewise(VectorOperators.LSHL, 13).and(SHIFTED);
    }
}
