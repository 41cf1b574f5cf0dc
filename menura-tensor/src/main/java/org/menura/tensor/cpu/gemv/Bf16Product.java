package org.menura.tensor.cpu.gemv;

import static org.menura.tensor.cpu.simd.Lanes.F;
import static org.menura.tensor.cpu.simd.Lanes.L;

import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;
import org.menura.tensor.Tensor;
import org.menura.tensor.cpu.simd.Lanes;

/** {@link Gemv} with bfloat16 weights, the upper halves of single-precision floats. */
public final class Bf16Product extends Gemv {
    public Bf16Product(Tensor x, Tensor w, float[] out) {
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
        long end = at + 2L * (n - n % (2 * L));
        int x0 = xOffset;
        long i = at;
        for (; i < end; i += 4L * L, x0 += 2 * L) {
            s0 = load(w, i).fma(FloatVector.fromArray(F, x, x0), s0);
            s1 = load(w, i + 2L * L).fma(FloatVector.fromArray(F, x, x0 + L), s1);
        }
        float sum = Lanes.sum(s0.add(s1));
        for (; x0 < xOffset + n; i += 2, x0++) {
            sum += Float.intBitsToFloat(Lanes.int16(w, i) << 16) * x[x0];
        }
        return sum;
    }

    private static FloatVector load(MemorySegment w, long at) {
        return Lanes.shorts(w, at).lanewise(VectorOperators.LSHL, 16).reinterpretAsFloats();
    }
}
