package org.menura.tensor.cpu;

import static org.menura.tensor.cpu.Lanes.F;
import static org.menura.tensor.cpu.Lanes.L;

import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.FloatVector;
import org.menura.tensor.Tensor;

/** {@link Gemv} with Q8_0 weights: blocks of a scale and 32 signed bytes. */
final class Q8Product extends Gemv {
    private static final int SIZE = 34;
    private static final int HALF = 16;
    private static final int FOUR = 4;

    Q8Product(Tensor x, Tensor w, float[] out) {
        super(x, w, out);
    }

    @Override
    public void run(int from, int to) {
        for (int o = from; o < to; o++) {
            long at = o * rowBytes;
            int r = 0;
            for (; r + FOUR <= rows; r += FOUR) {
                four(w, at, at + rowBytes, x, x0 + r * in, in, out, r * outs + o, outs);
            }
            for (; r < rows; r++) {
                out[r * outs + o] = dot(w, at, at + rowBytes, x, x0 + r * in);
            }
        }
    }

    /** Four rows of x at a time, as weights take longer to become floats than to be multiplied; each as {@link #dot}. */
    private static void four(
            MemorySegment w, long from, long to, float[] x, int xOffset, int stride, float[] out, int o0, int outStride) {
        FloatVector sum0 = FloatVector.zero(F);
        FloatVector sum1 = FloatVector.zero(F);
        FloatVector sum2 = FloatVector.zero(F);
        FloatVector sum3 = FloatVector.zero(F);
        int x0 = xOffset;
        for (long at = from; at < to; at += SIZE, x0 += 2 * HALF) {
            FloatVector d = FloatVector.broadcast(F, Lanes.half(w, at));
            FloatVector s0 = FloatVector.zero(F);
            FloatVector s1 = FloatVector.zero(F);
            FloatVector s2 = FloatVector.zero(F);
            FloatVector s3 = FloatVector.zero(F);
            for (int i = 0; i < 2 * HALF; i += L) {
                FloatVector q = Lanes.toFloats(Lanes.signedBytes(w, at + 2 + i));
                s0 = q.fma(FloatVector.fromArray(F, x, x0 + i), s0);
                s1 = q.fma(FloatVector.fromArray(F, x, x0 + stride + i), s1);
                s2 = q.fma(FloatVector.fromArray(F, x, x0 + 2 * stride + i), s2);
                s3 = q.fma(FloatVector.fromArray(F, x, x0 + 3 * stride + i), s3);
            }
            sum0 = s0.fma(d, sum0);
            sum1 = s1.fma(d, sum1);
            sum2 = s2.fma(d, sum2);
            sum3 = s3.fma(d, sum3);
        }
        out[o0] = Lanes.sum(sum0);
        out[o0 + outStride] = Lanes.sum(sum1);
        out[o0 + 2 * outStride] = Lanes.sum(sum2);
        out[o0 + 3 * outStride] = Lanes.sum(sum3);
    }

    /** One row after the other, as memory is fastest for a single stream. */
    private static float dot(MemorySegment w, long from, long to, float[] x, int xOffset) {
        FloatVector sum = FloatVector.zero(F);
        int x0 = xOffset;
        for (long at = from; at < to; at += SIZE, x0 += 2 * HALF) {
            FloatVector d = FloatVector.broadcast(F, Lanes.half(w, at));
            FloatVector s = half(w, at + 2, x, x0, FloatVector.zero(F));
            sum = half(w, at + 2 + HALF, x, x0 + HALF, s).fma(d, sum);
        }
        return Lanes.sum(sum);
    }

    private static FloatVector half(MemorySegment w, long at, float[] x, int x0, FloatVector sum) {
        FloatVector s = sum;
        for (int i = 0; i < HALF; i += L) {
            s = Lanes.toFloats(Lanes.signedBytes(w, at + i)).fma(FloatVector.fromArray(F, x, x0 + i), s);
        }
        return s;
    }
}
