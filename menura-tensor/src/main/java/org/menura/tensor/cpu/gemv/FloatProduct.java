package org.menura.tensor.cpu.gemv;

import static org.menura.tensor.cpu.simd.Lanes.F;
import static org.menura.tensor.cpu.simd.Lanes.L;

import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import org.menura.tensor.Tensor;
import org.menura.tensor.cpu.simd.Lanes;

/** {@link Gemv} with single-precision weights. */
public final class FloatProduct extends Gemv {
    public FloatProduct(Tensor x, Tensor w, float[] out) {
        super(x, w, out);
    }

    @Override
    public void run(int from, int to) {
        for (int o = from; o < to; o++) {
            for (int r = 0; r < rows; r++) {
                out[r * outs + o] = dot(w, o * rowBytes, x, x0 + r * in, in);
            }
        }
    }

    private static float dot(MemorySegment w, long at, float[] x, int xOffset, int n) {
        FloatVector s0 = FloatVector.zero(F);
        FloatVector s1 = FloatVector.zero(F);
        long end = at + 4L * (n - n % (2 * L));
        int x0 = xOffset;
        long i = at;
        for (; i < end; i += 8L * L, x0 += 2 * L) {
            s0 = load(w, i).fma(FloatVector.fromArray(F, x, x0), s0);
            s1 = load(w, i + 4L * L).fma(FloatVector.fromArray(F, x, x0 + L), s1);
        }
        for (; x0 < xOffset + n; i += 4L * L, x0 += L) {
            VectorMask<Float> m = F.indexInRange(x0, xOffset + n);
            s0 = FloatVector.fromMemorySegment(F, w, i, ByteOrder.LITTLE_ENDIAN, m)
                    .fma(FloatVector.fromArray(F, x, x0, m), s0);
        }
        return Lanes.sum(s0.add(s1));
    }

    private static FloatVector load(MemorySegment w, long at) {
        return FloatVector.fromMemorySegment(F, w, at, ByteOrder.LITTLE_ENDIAN);
    }
}
