package org.menura.tensor.cpu.gemv;

import static org.menura.tensor.cpu.simd.Lanes.F;
import static org.menura.tensor.cpu.simd.Lanes.L;

import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.FloatVector;
import org.menura.tensor.Tensor;
import org.menura.tensor.cpu.loops.Primitives;
import org.menura.tensor.cpu.simd.Lanes;

/**
 * {@link Gemv} with Q8_0 weights: blocks of a scale and 32 signed bytes. Weights become floats, exactly, and what follows
 * is {@link Primitives#dot}; four rows of x share that, each with the bytes that it would get alone.
 */
public final class Q8Product extends Gemv {
    private static final int SIZE = 34;
    private static final int HALF = 16;
    private static final int FOUR = 4;

    public Q8Product(Tensor x, Tensor w, float[] out) {
        super(x, w, out);
    }

    @Override
    public void run(int from, int to) {
        for (int first = from; first < to; first += TILE) {
            int end = Math.min(to, first + TILE);
            int r = 0;
            for (; r + FOUR <= rows; r += FOUR) {
                for (int o = first; o < end; o++) {
                    four(w, o * rowBytes, x, x0 + r * in, in, out, r * outs + o, outs);
                }
            }
            for (; r < rows; r++) {
                for (int o = first; o < end; o++) {
                    out[r * outs + o] = dot(w, o * rowBytes, x, x0 + r * in, in);
                }
            }
        }
    }

    /** One row after the other, as memory is fastest for a single stream. */
    private static float dot(MemorySegment w, long from, float[] x, int x0, int in) {
        FloatVector s0 = FloatVector.zero(F);
        FloatVector s1 = FloatVector.zero(F);
        long at = from;
        for (int k0 = 0; k0 < in; k0 += 2 * HALF, at += SIZE) {
            FloatVector d = FloatVector.broadcast(F, Lanes.half(w, at));
            for (int i = 0; i < 2 * HALF; i += 2 * L) {
                int k = x0 + k0 + i;
                FloatVector w0 =
                        Lanes.toFloats(Lanes.signedBytes(w, at + 2 + i)).mul(d);
                FloatVector w1 =
                        Lanes.toFloats(Lanes.signedBytes(w, at + 2 + i + L)).mul(d);
                s0 = w0.fma(FloatVector.fromArray(F, x, k), s0);
                s1 = w1.fma(FloatVector.fromArray(F, x, k + L), s1);
            }
        }
        return Lanes.sum(s0.add(s1));
    }

    /** {@link #dot} with four rows of x. */
    private static void four(
            MemorySegment w, long from, float[] x, int x0, int in, float[] out, int o0, int outStride) {
        int x1 = x0 + in;
        int x2 = x1 + in;
        int x3 = x2 + in;
        FloatVector s00 = FloatVector.zero(F);
        FloatVector s01 = FloatVector.zero(F);
        FloatVector s10 = FloatVector.zero(F);
        FloatVector s11 = FloatVector.zero(F);
        FloatVector s20 = FloatVector.zero(F);
        FloatVector s21 = FloatVector.zero(F);
        FloatVector s30 = FloatVector.zero(F);
        FloatVector s31 = FloatVector.zero(F);
        long at = from;
        for (int k0 = 0; k0 < in; k0 += 2 * HALF, at += SIZE) {
            FloatVector d = FloatVector.broadcast(F, Lanes.half(w, at));
            for (int i = 0; i < 2 * HALF; i += 2 * L) {
                int k = k0 + i;
                FloatVector w0 =
                        Lanes.toFloats(Lanes.signedBytes(w, at + 2 + i)).mul(d);
                FloatVector w1 =
                        Lanes.toFloats(Lanes.signedBytes(w, at + 2 + i + L)).mul(d);
                s00 = w0.fma(FloatVector.fromArray(F, x, x0 + k), s00);
                s01 = w1.fma(FloatVector.fromArray(F, x, x0 + k + L), s01);
                s10 = w0.fma(FloatVector.fromArray(F, x, x1 + k), s10);
                s11 = w1.fma(FloatVector.fromArray(F, x, x1 + k + L), s11);
                s20 = w0.fma(FloatVector.fromArray(F, x, x2 + k), s20);
                s21 = w1.fma(FloatVector.fromArray(F, x, x2 + k + L), s21);
                s30 = w0.fma(FloatVector.fromArray(F, x, x3 + k), s30);
                s31 = w1.fma(FloatVector.fromArray(F, x, x3 + k + L), s31);
            }
        }
        out[o0] = Lanes.sum(s00.add(s01));
        out[o0 + outStride] = Lanes.sum(s10.add(s11));
        out[o0 + 2 * outStride] = Lanes.sum(s20.add(s21));
        out[o0 + 3 * outStride] = Lanes.sum(s30.add(s31));
    }
}
