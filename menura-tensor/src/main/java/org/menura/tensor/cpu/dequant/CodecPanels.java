package org.menura.tensor.cpu.dequant;

import org.menura.tensor.Tensor;
import org.menura.tensor.cpu.loops.Primitives;
import org.menura.tensor.dtype.Codec;
import org.menura.tensor.dtype.Codecs;

/** {@link Dequantizer} of stored weights of any type, read by its codec: the reference for the faster ones. */
final class CodecPanels implements Dequantizer {
    private final Tensor w;
    private final Codec codec;
    private final int cols;

    CodecPanels(Tensor w) {
        this.w = w;
        this.codec = Codecs.of(w.dtype());
        this.cols = w.shape().cols();
    }

    @Override
    public void readFloats(int first, int rows, int from, int count, float[] dst, int at, int stride) {
        for (int r = 0; r < rows; r++) {
            read(first + r, from, count, dst, at + r * stride);
        }
    }

    @Override
    public void readBf16(int first, int rows, int from, int count, short[] dst, int at, int stride) {
        float[] row = new float[count];
        for (int r = 0; r < rows; r++) {
            read(first + r, from, count, row, 0);
            Primitives.BEST.toBf16(row, 0, dst, at + r * stride, count);
        }
    }

    private void read(int row, int from, int count, float[] dst, int at) {
        codec.decode(w.segment(), w.dtype().bytes((long) row * cols + from), dst, at, count);
    }
}
