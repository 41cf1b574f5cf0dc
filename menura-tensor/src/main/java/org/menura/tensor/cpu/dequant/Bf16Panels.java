package org.menura.tensor.cpu.dequant;

import java.lang.foreign.MemorySegment;
import org.menura.tensor.Tensor;
import org.menura.tensor.cpu.simd.Lanes;

/** {@link Dequantizer} of bfloat16 weights. */
final class Bf16Panels implements Dequantizer {
    private final MemorySegment w;
    private final int cols;

    Bf16Panels(Tensor w) {
        this.w = w.segment();
        this.cols = w.shape().cols();
    }

    @Override
    public void readFloats(int first, int rows, int from, int count, float[] dst, int at, int stride) {
        for (int r = 0; r < rows; r++) {
            long start = start(first + r, from);
            int to = at + r * stride;
            int i = 0;
            for (; i + Lanes.L <= count; i += Lanes.L) {
                Lanes.bf16(w, start + 2L * i).intoArray(dst, to + i);
            }
            for (; i < count; i++) {
                dst[to + i] = Float.intBitsToFloat(Lanes.int16(w, start + 2L * i) << 16);
            }
        }
    }

    @Override
    public void readBf16(int first, int rows, int from, int count, short[] dst, int at, int stride) {
        for (int r = 0; r < rows; r++) {
            MemorySegment.copy(w, HalfPanels.SHORT, start(first + r, from), dst, at + r * stride, count);
        }
    }

    private long start(int row, int from) {
        return 2 * ((long) row * cols + from);
    }
}
