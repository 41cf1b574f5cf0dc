package org.menura.tensor.cpu.dequant;

import jdk.incubator.vector.ByteVector;
import jdk.incubator.vector.FloatVector;
import org.menura.tensor.Tensor;
import org.menura.tensor.cpu.simd.Lanes;

/**
 * {@link Dequantizer} of blocks of 32 quants of 5 bits: bit i of a word is the fifth of quant i, and 16 bytes hold the other
 * four, each of a quant of either half.
 */
final class Q5Panels {
    private static final int HALF = 16;
    private static final byte FIFTH = 16;

    private Q5Panels() {}

    /** Q5_0: a scale and quants about 16. */
    static final class Scaled extends BlockPanels {
        private static final int SIZE = 22;

        Scaled(Tensor w) {
            super(w);
        }

        @Override
        void decode(byte[] src, int blocks, float[] dst, int at) {
            for (int b = 0; b < blocks; b++) {
                int block = b * SIZE;
                int to = at + b * 2 * HALF;
                FloatVector d = FloatVector.broadcast(Lanes.F, QuantLanes.scale(src, block));
                int clear = ~LittleEndian.int32(src, block + 2);
                ByteVector q = QuantLanes.load(src, block + 6);
                // What the fifth bit adds is what is subtracted from all.
                QuantLanes.store(QuantLanes.low(q).sub(FIFTH, QuantLanes.mask(clear)), d, dst, to);
                QuantLanes.store(QuantLanes.high(q).sub(FIFTH, QuantLanes.mask(clear >> HALF)), d, dst, to + HALF);
            }
        }
    }

    /** Q5_1: a scale, a minimum and quants. */
    static final class Shifted extends BlockPanels {
        private static final int SIZE = 24;

        Shifted(Tensor w) {
            super(w);
        }

        @Override
        void decode(byte[] src, int blocks, float[] dst, int at) {
            for (int b = 0; b < blocks; b++) {
                int block = b * SIZE;
                int to = at + b * 2 * HALF;
                FloatVector d = FloatVector.broadcast(Lanes.F, QuantLanes.scale(src, block));
                FloatVector m = FloatVector.broadcast(Lanes.F, QuantLanes.scale(src, block + 2));
                int set = LittleEndian.int32(src, block + 4);
                ByteVector q = QuantLanes.load(src, block + 8);
                QuantLanes.store(QuantLanes.low(q).add(FIFTH, QuantLanes.mask(set)), d, m, dst, to);
                QuantLanes.store(QuantLanes.high(q).add(FIFTH, QuantLanes.mask(set >> HALF)), d, m, dst, to + HALF);
            }
        }
    }
}
