package org.menura.tensor.cpu.gemv;

import static org.menura.tensor.cpu.simd.Lanes.F;
import static org.menura.tensor.cpu.simd.Lanes.L;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorOperators;
import org.menura.tensor.Tensor;
import org.menura.tensor.cpu.dequant.LittleEndian;
import org.menura.tensor.cpu.simd.Lanes;

/**
 * {@link Gemv} with Q6_K weights: blocks of 256 in groups of 16 with a signed scale each. A half of a block is
 * four rows of 32 elements: 64 bytes hold the low four bits of rows 0 and 1 in their low and of rows 2 and 3 in their
 * high nibbles; byte i of 32 further bytes holds the upper two bits of element i of row r in bits 2r and 2r + 1.
 */
public final class Q6KProduct extends Gemv {
    private static final int SIZE = 210;
    private static final int COUNT = 256;
    private static final int ROW = 32;

    /** Rows r and r + 2 of a half share bytes. */
    private static final int PAIRS = 4;

    private static final int GROUP = 16;
    private static final int HIGH_AT = 128;
    private static final int SCALES_AT = 192;
    private static final int SCALE_AT = 208;
    private static final int UPPER = 3 << 4;
    private static final int ZERO = 32;

    public Q6KProduct(Tensor x, Tensor w, float[] out) {
        super(x, w, out);
    }

    @Override
    public void run(int from, int to) {
        byte[] row = rowBuffer();
        float[] scales = new float[COUNT / GROUP];
        for (int o = from; o < to; o++) {
            copy(o, row);
            for (int r = 0; r < rows; r++) {
                out[r * outs + o] = dot(row, in / COUNT, x, x0 + r * in, scales);
            }
        }
    }

    private static float dot(byte[] w, int count, float[] x, int xOffset, float[] scales) {
        FloatVector s0 = FloatVector.zero(F);
        FloatVector s1 = FloatVector.zero(F);
        for (int p = 0; p < count * PAIRS; p++) {
            int block = p / PAIRS * SIZE;
            int half = p % PAIRS / 2;
            int row = p % 2;
            if (p % PAIRS == 0) {
                scale(w, block, scales);
            }
            int low = block + (2 * half + row) * ROW;
            int high = block + HIGH_AT + half * ROW;
            int first = 4 * half + row;
            int x0 = xOffset + p / PAIRS * COUNT + first * ROW;
            for (int i = 0; i < ROW; i += L) {
                IntVector q = Lanes.unsignedBytes(w, low + i);
                IntVector u = Lanes.unsignedBytes(w, high + i).lanewise(VectorOperators.LSHR, 2 * row);
                IntVector q0 = q.and(0xf).or(u.lanewise(VectorOperators.LSHL, 4).and(UPPER));
                IntVector q2 = q.lanewise(VectorOperators.LSHR, 4).or(u.and(UPPER));
                int group = first * 2 + i / GROUP;
                FloatVector d0 = FloatVector.broadcast(F, scales[group]);
                FloatVector d2 = FloatVector.broadcast(F, scales[group + 4]);
                s0 = Lanes.toFloats(q0.sub(ZERO)).mul(d0).fma(FloatVector.fromArray(F, x, x0 + i), s0);
                s1 = Lanes.toFloats(q2.sub(ZERO)).mul(d2).fma(FloatVector.fromArray(F, x, x0 + 2 * ROW + i), s1);
            }
        }
        return Lanes.sum(s0.add(s1));
    }

    private static void scale(byte[] w, int block, float[] scales) {
        float d = LittleEndian.half(w, block + SCALE_AT);
        for (int g = 0; g < scales.length; g++) {
            scales[g] = d * w[block + SCALES_AT + g];
        }
    }
}
