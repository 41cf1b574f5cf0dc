package org.menura.tensor.cpu.gemv;

import static org.menura.tensor.cpu.simd.Lanes.F;
import static org.menura.tensor.cpu.simd.Lanes.L;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorOperators;
import org.menura.tensor.Tensor;
import org.menura.tensor.cpu.dequant.LittleEndian;
import org.menura.tensor.cpu.simd.Lanes;

/** {@link Gemv} with Q4_0 weights: blocks of a scale and 16 bytes, each with a quant of either half. */
public final class Q4Product extends Gemv {
    private static final int SIZE = 18;
    private static final int HALF = 16;
    private static final int ZERO = 8;

    public Q4Product(Tensor x, Tensor w, float[] out) {
        super(x, w, out);
    }

    @Override
    public void run(int from, int to) {
        byte[] row = rowBuffer();
        for (int o = from; o < to; o++) {
            copy(o, row);
            for (int r = 0; r < rows; r++) {
                out[r * outs + o] = dot(row, in / (2 * HALF), x, x0 + r * in);
            }
        }
    }

    private static float dot(byte[] w, int count, float[] x, int xOffset) {
        FloatVector s0 = FloatVector.zero(F);
        FloatVector s1 = FloatVector.zero(F);
        for (int b = 0; b < count; b++) {
            int block = b * SIZE;
            int x0 = xOffset + b * 2 * HALF;
            FloatVector d = FloatVector.broadcast(F, LittleEndian.half(w, block));
            for (int i = 0; i < HALF; i += L) {
                IntVector q = Lanes.unsignedBytes(w, block + 2 + i);
                FloatVector low = Lanes.toFloats(q.and(0xf).sub(ZERO));
                FloatVector high =
                        Lanes.toFloats(q.lanewise(VectorOperators.LSHR, 4).sub(ZERO));
                s0 = low.mul(FloatVector.fromArray(F, x, x0 + i)).fma(d, s0);
                s1 = high.mul(FloatVector.fromArray(F, x, x0 + HALF + i)).fma(d, s1);
            }
        }
        return Lanes.sum(s0.add(s1));
    }
}
