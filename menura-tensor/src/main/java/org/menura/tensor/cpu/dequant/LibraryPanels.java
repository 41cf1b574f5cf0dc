package org.menura.tensor.cpu.dequant;

import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;
import org.menura.tensor.Tensor;
import org.menura.tensor.cpu.library.KernelLibrary;
import org.menura.tensor.cpu.library.WeightReader;
import org.menura.tensor.dtype.DType;

/** {@link Dequantizer} by a library's machine code. */
final class LibraryPanels implements Dequantizer {
    private final KernelLibrary library;
    private final WeightReader whole;
    private final Tensor matrix;
    private final MemorySegment w;
    private final DType dtype;
    private final int cols;

    /**
     * Creates a reader.
     *
     * @param whole reads a row
     */
    private LibraryPanels(KernelLibrary library, WeightReader whole, Tensor w) {
        this.library = library;
        this.whole = whole;
        this.matrix = w;
        this.w = w.segment();
        this.dtype = w.dtype();
        this.cols = w.shape().cols();
    }

    /** The reader of stored weights w [rows, cols]; null if there is no library that reads such rows. */
    static @Nullable Dequantizer find(@Nullable KernelLibrary library, Tensor w) {
        WeightReader whole =
                library == null ? null : library.reader(w.dtype(), w.shape().cols());
        return library == null || whole == null ? null : new LibraryPanels(library, whole, w);
    }

    @Override
    public void readFloats(int first, int rows, int from, int count, float[] dst, int at, int stride) {
        if (count == cols) {
            whole.floats(stored((long) first * cols, (long) rows * cols), rows, dst, at, stride);
            return;
        }
        WeightReader part = library.reader(dtype, count);
        if (part == null) {
            Dequantizer.loops(matrix).readFloats(first, rows, from, count, dst, at, stride);
            return;
        }
        for (int r = 0; r < rows; r++) {
            part.floats(stored((long) (first + r) * cols + from, count), 1, dst, at + r * stride, count);
        }
    }

    @Override
    public void readBf16(int first, int rows, int from, int count, short[] dst, int at, int stride) {
        if (count == cols) {
            whole.bf16(stored((long) first * cols, (long) rows * cols), rows, dst, at, stride);
            return;
        }
        WeightReader part = library.reader(dtype, count);
        if (part == null) {
            Dequantizer.loops(matrix).readBf16(first, rows, from, count, dst, at, stride);
            return;
        }
        for (int r = 0; r < rows; r++) {
            part.bf16(stored((long) (first + r) * cols + from, count), 1, dst, at + r * stride, count);
        }
    }

    private MemorySegment stored(long first, long count) {
        return w.asSlice(dtype.bytes(first), dtype.bytes(count));
    }
}
