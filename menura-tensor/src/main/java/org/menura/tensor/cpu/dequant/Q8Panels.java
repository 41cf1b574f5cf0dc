package org.menura.tensor.cpu.dequant;

import jdk.incubator.vector.FloatVector;
import org.menura.tensor.Tensor;
import org.menura.tensor.cpu.simd.Lanes;

/** {@link Dequantizer} of Q8_0: blocks of a scale and 32 signed quants. */
final class Q8Panels extends BlockPanels {
    private static final int SIZE = 34;
    private static final int COUNT = 32;

    Q8Panels(Tensor w) {
        super(w);
    }

    @Override
    void decode(byte[] src, int blocks, float[] dst, int at) {
        for (int b = 0; b < blocks; b++) {
            int block = b * SIZE;
            int to = at + b * COUNT;
            FloatVector d = FloatVector.broadcast(Lanes.F, QuantLanes.scale(src, block));
            QuantLanes.store(QuantLanes.load(src, block + 2), d, dst, to);
            QuantLanes.store(QuantLanes.load(src, block + 2 + QuantLanes.COUNT), d, dst, to + QuantLanes.COUNT);
        }
    }
}
