package org.menura.tensor.cpu;

import static org.menura.tensor.cpu.Lanes.F;
import static org.menura.tensor.cpu.Lanes.L;

import jdk.incubator.vector.FloatVector;
import org.menura.tensor.Tensor;

/** {@link StoredProduct} with Q8_0 weights: blocks of a scale and 32 signed bytes. */
final class EightBitProduct extends StoredProduct {
    private static final int SIZE = 34;
    private static final int HALF = 16;

    EightBitProduct(Tensor x, Tensor w, float[] out) {
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
            FloatVector d = FloatVector.broadcast(F, Lanes.half(w, block));
            s0 = half(w, block + 2, x, x0).fma(d, s0);
            s1 = half(w, block + 2 + HALF, x, x0 + HALF).fma(d, s1);
        }
        return Lanes.sum(s0.add(s1));
    }

    private static FloatVector half(byte[] w, int at, float[] x, int x0) {
        FloatVector s = load(w, at).mul(FloatVector.fromArray(F, x, x0));
        for (int i = L; i < HALF; i += L) {
            s = load(w, at + i).fma(FloatVector.fromArray(F, x, x0 + i), s);
        }
        return s;
    }

    private static FloatVector load(byte[] w, int at) {
        return Lanes.toFloats(Lanes.signedBytes(w, at));
    }
}
