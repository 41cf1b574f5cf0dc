package org.menura.tensor.cpu.dequant;

import jdk.incubator.vector.ByteVector;
import jdk.incubator.vector.FloatVector;
import org.menura.tensor.Tensor;
import org.menura.tensor.cpu.simd.Lanes;

/**
 * {@link Dequantizer} of Q5_K weights: as Q4_K, with the fifth bit of element i of group j in bit j of byte i of 32 further
 * bytes.
 */
final class Q5KPanels extends BlockPanels {
    private static final int COUNT = 256;
    private static final int SIZE = 176;
    private static final int GROUP = 32;
    private static final int HIGH_AT = 16;
    private static final int LOW_AT = HIGH_AT + GROUP;
    private static final byte FIFTH = 1 << 4;

    Q5KPanels(Tensor w) {
        super(w);
    }

    @Override
    void decode(byte[] src, int blocks, float[] dst, int at) {
        GroupScales scales = new GroupScales();
        float[] values = scales.values;
        for (int b = 0; b < blocks; b++) {
            scales.read(src, b * SIZE);
            for (int j = 0; j < GroupScales.GROUPS; j += 2) {
                int fifths = b * SIZE + HIGH_AT;
                int quants = b * SIZE + LOW_AT + j / 2 * GROUP;
                int to = at + b * COUNT + j * GROUP;
                FloatVector d0 = FloatVector.broadcast(Lanes.F, values[j]);
                FloatVector d1 = FloatVector.broadcast(Lanes.F, values[j + 1]);
                FloatVector m0 = FloatVector.broadcast(Lanes.F, values[GroupScales.GROUPS + j]);
                FloatVector m1 = FloatVector.broadcast(Lanes.F, values[GroupScales.GROUPS + j + 1]);
                for (int i = 0; i < GROUP; i += QuantLanes.COUNT) {
                    ByteVector q = QuantLanes.load(src, quants + i);
                    // The fifth bits of the two groups are now bits 0 and 1.
                    ByteVector h = QuantLanes.right(QuantLanes.load(src, fifths + i), j);
                    ByteVector low = QuantLanes.low(q).or(QuantLanes.left(h, 4).and(FIFTH));
                    ByteVector high =
                            QuantLanes.high(q).or(QuantLanes.left(h, 3).and(FIFTH));
                    QuantLanes.store(low, d0, m0, dst, to + i);
                    QuantLanes.store(high, d1, m1, dst, to + GROUP + i);
                }
            }
        }
    }
}
