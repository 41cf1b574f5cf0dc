package org.menura.tensor.cpu.dequant;

import jdk.incubator.vector.ByteVector;
import jdk.incubator.vector.FloatVector;
import org.menura.tensor.Tensor;
import org.menura.tensor.cpu.simd.Lanes;

/**
 * {@link Dequantizer} of Q4_K: blocks of 256 in groups of 32 with a scale and a minimum each. Two groups share 32 bytes, one
 * in the low and the next in the high nibbles.
 */
final class Q4KPanels extends BlockPanels {
    private static final int COUNT = 256;
    private static final int SIZE = 144;
    private static final int GROUP = 32;
    private static final int QUANTS_AT = 16;

    Q4KPanels(Tensor w) {
        super(w);
    }

    @Override
    void decode(byte[] src, int blocks, float[] dst, int at) {
        GroupScales scales = new GroupScales();
        float[] values = scales.values;
        for (int b = 0; b < blocks; b++) {
            scales.read(src, b * SIZE);
            for (int j = 0; j < GroupScales.GROUPS; j += 2) {
                int quants = b * SIZE + QUANTS_AT + j / 2 * GROUP;
                int to = at + b * COUNT + j * GROUP;
                FloatVector d0 = FloatVector.broadcast(Lanes.F, values[j]);
                FloatVector d1 = FloatVector.broadcast(Lanes.F, values[j + 1]);
                FloatVector m0 = FloatVector.broadcast(Lanes.F, values[GroupScales.GROUPS + j]);
                FloatVector m1 = FloatVector.broadcast(Lanes.F, values[GroupScales.GROUPS + j + 1]);
                for (int i = 0; i < GROUP; i += QuantLanes.COUNT) {
                    ByteVector q = QuantLanes.load(src, quants + i);
                    QuantLanes.store(QuantLanes.low(q), d0, m0, dst, to + i);
                    QuantLanes.store(QuantLanes.high(q), d1, m1, dst, to + GROUP + i);
                }
            }
        }
    }
}
