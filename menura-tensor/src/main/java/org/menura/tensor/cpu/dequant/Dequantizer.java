package org.menura.tensor.cpu.dequant;

import org.menura.tensor.Tensor;
import org.menura.tensor.cpu.library.FoundKernels;
import org.menura.tensor.cpu.loops.PlainPrimitives;
import org.menura.tensor.cpu.simd.Simd;
import org.menura.tensor.dtype.DType;

/**
 * Rectangular parts of a matrix of weights [rows, cols], decoded from whatever type it is stored in. Any number of
 * threads may read at the same time.
 *
 * <p>Each call reads columns {@code from} to {@code from + count} of rows {@code first} to {@code first + rows}, of
 * quantised types by whole blocks. The first row goes to {@code dst} from {@code at} on, each next one starts
 * {@code stride} elements later. Longer rows are read faster than many short ones.
 */
public interface Dequantizer {
    /** Reads numbers as the codec of the type decodes them, bit for bit. */
    void readFloats(int first, int rows, int from, int count, float[] dst, int at, int stride);

    /** Reads the same numbers rounded to bfloat16, to nearest, ties to even. */
    void readBf16(int first, int rows, int from, int count, short[] dst, int at, int stride);

    /** The fastest reader of w [rows, cols]. */
    static Dequantizer of(Tensor w) {
        if (w.onHeap()) {
            return new HeapPanels(w);
        }
        Dequantizer code = LibraryPanels.find(FoundKernels.get(), w);
        return code != null ? code : loops(w);
    }

    /** The fastest reader of stored weights w [rows, cols] that the JVM compiles. */
    static Dequantizer loops(Tensor w) {
        return Simd.ON ? VectorPanels.of(w) : new CodecPanels(w);
    }

    /** The reader of w [rows, cols] in plain Java. */
    static Dequantizer plain(Tensor w) {
        return w.onHeap() ? new HeapPanels(w) : new CodecPanels(w);
    }

    /** The reader of w [rows, cols] that is fastest before the JVM has compiled much, as far as there is another one. */
    static Dequantizer brief(Tensor w) {
        return !w.onHeap() && w.dtype() == DType.F16 ? new HalfPanels(w, new PlainPrimitives()) : of(w);
    }
}
