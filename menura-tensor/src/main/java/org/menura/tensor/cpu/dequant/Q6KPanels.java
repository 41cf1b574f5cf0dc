package org.menura.tensor.cpu.dequant;

import jdk.incubator.vector.ByteVector;
import jdk.incubator.vector.FloatVector;
import org.menura.tensor.Tensor;
import org.menura.tensor.cpu.simd.Lanes;

/**
 * {@link Dequantizer} of Q6_K weights: blocks of 256 in groups of 16 with a signed scale each. A half of a block is four rows
 * of 32 elements: 64 bytes hold the low four bits of rows 0 and 1 in their low and of rows 2 and 3 in their high
 * nibbles; byte i of 32 further bytes holds the upper two bits of element i of row r in bits 2r and 2r + 1.
 */
final class Q6KPanels extends BlockPanels {
    private static final int COUNT = 256;
    private static final int SIZE = 210;
    private static final int ROW = 32;
    private static final int GROUP = QuantLanes.COUNT;
    /** Groups of rows r and r + 2 of a half, which share bytes. */
    private static final int PAIRS = 8;

    private static final int HIGH_AT = 128;
    private static final int SCALES_AT = 192;
    private static final int SCALE_AT = 208;
    private static final byte UPPER = 3 << 4;
    private static final byte ZERO = 32;

    Q6KPanels(Tensor w) {
        super(w);
    }

    @Override
    void decode(byte[] src, int blocks, float[] dst, int at) {
        float[] scales = new float[COUNT / GROUP];
        for (int b = 0; b < blocks; b++) {
            int block = b * SIZE;
            FloatVector d = FloatVector.broadcast(Lanes.F, QuantLanes.scale(src, block + SCALE_AT));
            QuantLanes.store(QuantLanes.load(src, block + SCALES_AT), d, scales, 0);
            for (int pair = 0; pair < PAIRS; pair++) {
                int half = pair / 4;
                int row = pair / 2 % 2;
                int i = pair % 2 * GROUP;
                int first = 4 * half + row;
                int to = at + b * COUNT + first * ROW + i;
                int group = 2 * first + i / GROUP;
                ByteVector q = QuantLanes.load(src, block + (2 * half + row) * ROW + i);
                ByteVector upper = QuantLanes.right(QuantLanes.load(src, block + HIGH_AT + half * ROW + i), 2 * row);
                store(QuantLanes.low(q), QuantLanes.left(upper, 4), scales[group], dst, to);
                store(QuantLanes.high(q), upper, scales[group + 4], dst, to + 2 * ROW);
            }
        }
    }

    private static void store(ByteVector low, ByteVector upper, float scale, float[] dst, int at) {
        ByteVector q = low.or(upper.and(UPPER)).sub(ZERO);
        QuantLanes.store(q, FloatVector.broadcast(Lanes.F, scale), dst, at);
    }
}
