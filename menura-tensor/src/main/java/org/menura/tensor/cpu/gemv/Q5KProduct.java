package org.menura.tensor.cpu.gemv;

import static org.menura.tensor.cpu.simd.Lanes.F;
import static org.menura.tensor.cpu.simd.Lanes.L;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorOperators;
import org.menura.tensor.Tensor;
import org.menura.tensor.cpu.dequant.GroupScales;
import org.menura.tensor.cpu.simd.Lanes;

/**
 * {@link Gemv} with Q5_K weights: as Q4_K, with the fifth bit of element i of group j in bit j of byte i of 32
 * further bytes.
 */
public final class Q5KProduct extends Gemv {
    private static final int COUNT = 256;
    private static final int SIZE = 176;
    private static final int GROUP = 32;
    private static final int PAIRS = GroupScales.GROUPS / 2;
    private static final int HIGH_AT = 16;
    private static final int LOW_AT = HIGH_AT + GROUP;
    private static final int FIFTH = 1 << 4;

    public Q5KProduct(Tensor x, Tensor w, float[] out) {
        super(x, w, out);
    }

    @Override
    public void run(int from, int to) {
        byte[] row = rowBuffer();
        GroupScales scales = new GroupScales();
        for (int o = from; o < to; o++) {
            copy(o, row);
            for (int r = 0; r < rows; r++) {
                out[r * outs + o] = dot(row, in / COUNT, x, x0 + r * in, scales);
            }
        }
    }

    private static float dot(byte[] w, int count, float[] x, int xOffset, GroupScales scales) {
        FloatVector s0 = FloatVector.zero(F);
        FloatVector s1 = FloatVector.zero(F);
        float[] values = scales.values;
        int pairs = count * PAIRS;
        for (int p = 0; p < pairs; p++) {
            int block = p / PAIRS * SIZE;
            int pair = p % PAIRS;
            if (pair == 0) {
                scales.read(w, block);
            }
            int quants = block + LOW_AT + pair * GROUP;
            int x0 = xOffset + p * 2 * GROUP;
            FloatVector d0 = FloatVector.broadcast(F, values[2 * pair]);
            FloatVector d1 = FloatVector.broadcast(F, values[2 * pair + 1]);
            FloatVector m0 = FloatVector.broadcast(F, values[GroupScales.GROUPS + 2 * pair]);
            FloatVector m1 = FloatVector.broadcast(F, values[GroupScales.GROUPS + 2 * pair + 1]);
            for (int i = 0; i < GROUP; i += L) {
                IntVector q = Lanes.unsignedBytes(w, quants + i);
                // The fifth bits of the two groups are now bits 0 and 1.
                IntVector h = Lanes.unsignedBytes(w, block + HIGH_AT + i).lanewise(VectorOperators.LSHR, 2 * pair);
                IntVector low =
                        q.and(0xf).or(h.lanewise(VectorOperators.LSHL, 4).and(FIFTH));
                IntVector high = q.lanewise(VectorOperators.LSHR, 4)
                        .or(h.lanewise(VectorOperators.LSHL, 3).and(FIFTH));
                s0 = Lanes.toFloats(low).fma(d0, m0).fma(FloatVector.fromArray(F, x, x0 + i), s0);
                s1 = Lanes.toFloats(high).fma(d1, m1).fma(FloatVector.fromArray(F, x, x0 + GROUP + i), s1);
            }
        }
        return Lanes.sum(s0.add(s1));
    }
}
