package org.menura.tensor.cpu;

import static org.menura.tensor.cpu.Lanes.F;
import static org.menura.tensor.cpu.Lanes.L;

import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;
import org.menura.tensor.Tensor;

/** {@link StoredProduct} with half-precision weights. */
final class HalfProduct extends StoredProduct {
    /** Where sign, exponent and mantissa stand after a shift by the 13 bits by which the mantissas differ. */
    private static final int SHIFTED = 0x8fffe000;

    /** Exponents are stored with a bias of 15 in half, of 127 in single precision. A product heeds subnormals too. */
    private static final float REBIAS = 0x1p112f;

    /** The least magnitude, shifted, that is no number: all exponent bits are set. */
    private static final int INFINITE = 0x0f800000;

    private static final int EXPONENT = 0x7f800000;

    HalfProduct(Tensor x, Tensor w, float[] out) {
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
        long i = 0;
        for (; i <= n - 2L * L; i += 2 * L) {
            int x0 = xOffset + (int) i;
            s0 = load(w, at + 2 * i).fma(FloatVector.fromArray(F, x, x0), s0);
            s1 = load(w, at + 2 * (i + L)).fma(FloatVector.fromArray(F, x, x0 + L), s1);
        }
        float sum = Lanes.sum(s0.add(s1));
        for (; i < n; i++) {
            sum += Lanes.half(w, at + 2 * i) * x[xOffset + (int) i];
        }
        return sum;
    }

    private static FloatVector load(MemorySegment w, long at) {
        IntVector bits = Lanes.shorts(w, at).lanewise(VectorOperators.LSHL, 13).and(SHIFTED);
        VectorMask<Integer> special = bits.and(Integer.MAX_VALUE).compare(VectorOperators.GE, INFINITE);
        return bits.reinterpretAsFloats()
                .mul(REBIAS)
                .reinterpretAsInts()
                .lanewise(VectorOperators.OR, EXPONENT, special)
                .reinterpretAsFloats();
    }
}
