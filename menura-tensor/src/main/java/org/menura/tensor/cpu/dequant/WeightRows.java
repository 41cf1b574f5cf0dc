package org.menura.tensor.cpu.dequant;

import org.menura.tensor.Tensor;

/** Access to the rows of a matrix as floats, whatever and wherever it is. */
@FunctionalInterface
public interface WeightRows {
    /**
     * Reads columns {@code from} to {@code from + count} of rows {@code first} to {@code first + rows}; quantised
     * ones by whole blocks.
     *
     * @param dst where the first row goes, from {@code at} on; each next one starts {@code stride} floats later
     */
    void read(int first, int rows, int from, int count, float[] dst, int at, int stride);

    /** The rows of w [rows, cols]. */
    static WeightRows of(Tensor w) {
        return Dequantizer.of(w)::readFloats;
    }

    /** The columns of w [rows, cols], which lies in an array. */
    static WeightRows ofColumns(Tensor w) {
        int strip = 8; // lines of a matrix whose width is a power of two compete for places in the cache
        int cols = w.shape().cols();
        return (first, rows, from, count, dst, at, stride) -> {
            for (int start = 0; start < count; start += strip) {
                int end = Math.min(count, start + strip);
                for (int r = 0; r < rows; r++) {
                    int w0 = w.offset() + from * cols + first + r;
                    for (int i = start; i < end; i++) {
                        dst[at + r * stride + i] = w.floats()[w0 + i * cols];
                    }
                }
            }
        };
    }
}
