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

    Q8Product(Tensor x, Tensor w, float[] out) {
        super(x, w, out);
    }

    @Override
    public void run(int from, int to) {
        for (int o = from; o < to; o++) {
            for (int r = 0; r < rows; r++) {
                out[r * outs + o] = dot(w, o * rowBytes, (o + 1) * rowBytes, x, x0 + r * in);
            }
        }
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
