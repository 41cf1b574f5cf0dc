package org.menura.tensor.cpu.dequant;

import jdk.incubator.vector.ByteVector;
import jdk.incubator.vector.FloatVector;
import org.menura.tensor.Tensor;
import org.menura.tensor.cpu.simd.Lanes;

/** {@link Dequantizer} of blocks of 32 quants of 4 bits: 16 bytes, each with a quant of either half. */
final class Q4Panels {
    private static final int HALF = 16;

    private Q4Panels() {}

    /** Q4_0: a scale and quants about 8. */
    static final class Scaled extends BlockPanels {
        private static final int SIZE = 18;
        private static final byte ZERO = 8;

        Scaled(Tensor w) {
            super(w);
        }

        @Override
        void decode(byte[] src, int blocks, float[] dst, int at) {
            for (int b = 0; b < blocks; b++) {
                int block = b * SIZE;
                int to = at + b * 2 * HALF;
                FloatVector d = FloatVector.broadcast(Lanes.F, QuantLanes.scale(src, block));
                ByteVector q = QuantLanes.load(src, block + 2);
                QuantLanes.store(QuantLanes.low(q).sub(ZERO), d, dst, to);
                QuantLanes.store(QuantLanes.high(q).sub(ZERO), d, dst, to + HALF);
            }
        }
    }

    /** Q4_1: a scale, a minimum and quants. */
    static final class Shifted extends BlockPanels {
        private static final int SIZE = 20;

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
                ByteVector q = QuantLanes.load(src, block + 4);
                QuantLanes.store(QuantLanes.low(q), d, m, dst, to);
                QuantLanes.store(QuantLanes.high(q), d, m, dst, to + HALF);
            }
        }
    }

    /** IQ4_NL: a scale and indices of values. */
    static final class NonLinear extends BlockPanels {
        private static final int SIZE = 18;
        private static final ByteVector VALUES = ByteVector.fromArray(
                QuantLanes.B, new byte[] {-127, -104, -83, -65, -49, -35, -22, -10, 1, 13, 25, 38, 53, 69, 89, 113}, 0);

        NonLinear(Tensor w) {
            super(w);
        }

        @Override
        void decode(byte[] src, int blocks, float[] dst, int at) {
            for (int b = 0; b < blocks; b++) {
                int block = b * SIZE;
                int to = at + b * 2 * HALF;
                FloatVector d = FloatVector.broadcast(Lanes.F, QuantLanes.scale(src, block));
                ByteVector q = QuantLanes.load(src, block + 2);
                QuantLanes.store(QuantLanes.low(q).selectFrom(VALUES), d, dst, to);
                QuantLanes.store(QuantLanes.high(q).selectFrom(VALUES), d, dst, to + HALF);
            }
        }
    }
}
