package org.menura.tensor.cpu;

import org.menura.tensor.Tensor;

/** {@link Dequantizer} of the transpose of a matrix [cols, rows] in an array: its columns, as rows. */
final class ColumnPanels implements Dequantizer {
    /** Elements that are turned around at a time, to stay within the first-level cache. */
    private static final int STRIP = 16;

    private final float[] w;
    private final int w0;
    private final int rows;

    ColumnPanels(Tensor w) {
        this.w = w.floats();
        this.w0 = w.offset();
        this.rows = w.shape().cols();
    }

    @Override
    public void readFloats(int first, int count, int from, int length, float[] dst, int at, int stride) {
        for (int start = 0; start < length; start += STRIP) {
            int end = Math.min(length, start + STRIP);
            for (int r = 0; r < count; r++) {
                int column = w0 + from * rows + first + r;
                for (int i = start; i < end; i++) {
                    dst[at + r * stride + i] = w[column + i * rows];
                }
            }
        }
    }

    @Override
    public void readBf16(int first, int count, int from, int length, short[] dst, int at, int stride) {
        float[] values = new float[count * length];
        readFloats(first, count, from, length, values, 0, length);
        for (int r = 0; r < count; r++) {
            Primitives.BEST.toBf16(values, r * length, dst, at + r * stride, length);
        }
    }
}
