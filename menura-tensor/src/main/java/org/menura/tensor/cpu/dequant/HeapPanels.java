package org.menura.tensor.cpu.dequant;

import org.menura.tensor.Tensor;
import org.menura.tensor.cpu.loops.Primitives;

/** {@link Dequantizer} of a matrix in an array. */
final class HeapPanels implements Dequantizer {
    private final float[] w;
    private final int w0;
    private final int cols;

    HeapPanels(Tensor w) {
        this.w = w.floats();
        this.w0 = w.offset();
        this.cols = w.shape().cols();
    }

    @Override
    public void readFloats(int first, int rows, int from, int count, float[] dst, int at, int stride) {
        for (int r = 0; r < rows; r++) {
            System.arraycopy(w, w0 + (first + r) * cols + from, dst, at + r * stride, count);
        }
    }

    @Override
    public void readBf16(int first, int rows, int from, int count, short[] dst, int at, int stride) {
        for (int r = 0; r < rows; r++) {
            Primitives.BEST.toBf16(w, w0 + (first + r) * cols + from, dst, at + r * stride, count);
        }
    }
}
