package org.menura.tensor.cpu.matmul;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.menura.tensor.cpu.dequant.Dequantizer;
import org.menura.tensor.cpu.library.MatrixLibrary;
import org.menura.tensor.cpu.loops.Primitives;

/** Memory outside the heap in which one thread prepares products for a {@link MatrixLibrary}. Grows, never shrinks. */
final class LibraryScratch {
    /** Elements decoded at a time before they leave the heap: what the first-level cache holds. */
    private static final int CHUNK = 1 << 13;

    private final GrowingMemory operand = new GrowingMemory();
    private final GrowingMemory products = new GrowingMemory();
    private MemorySegment result = MemorySegment.NULL;
    private short[] decoded = new short[0];
    private float[] sums = new float[0];

    /** Room for all rows of x in the library's layout. */
    MemorySegment packed(long bytes) {
        return operand.of(bytes);
    }

    /** Rows of x [rows, in] with zeros behind them, up to {@code filled} rows. */
    MemorySegment rows(float[] x, int x0, int rows, int filled, int in) {
        MemorySegment to = operand.of(4L * filled * in);
        MemorySegment.copy(x, x0, to, ValueLayout.JAVA_FLOAT, 0, rows * in);
        to.asSlice(4L * rows * in).fill((byte) 0);
        return to;
    }

    /** The weights of {@code live} outputs from {@code o0} on, {@code stride} elements apart. */
    MemorySegment panel(Dequantizer weights, int o0, int live, int in, int stride, int outs) {
        MemorySegment panel = operand.of(2L * outs * stride);
        int together = Math.clamp(CHUNK / in, 1, live);
        if (decoded.length < together * in) {
            decoded = new short[together * in];
        }
        for (int o = 0; o < live; o += together) {
            int count = Math.min(together, live - o);
            weights.readBf16(o0 + o, count, 0, in, decoded, 0, in);
            for (int i = 0; i < count; i++) {
                MemorySegment.copy(decoded, i * in, panel, ValueLayout.JAVA_SHORT, 2L * (o + i) * stride, in);
            }
        }
        return panel;
    }

    /** Room for products of {@code elements} elements. */
    MemorySegment result(int elements) {
        if (sums.length < elements) {
            sums = new float[elements];
        }
        result = products.of(4L * elements);
        return result;
    }

    /**
     * Writes the first columns of the last result to {@code out} from {@code to} on, or adds them there.
     *
     * @param width elements from row to row of the result
     * @param stride elements from row to row of {@code out}
     */
    void put(int rows, int cols, int width, boolean add, float[] out, int to, int stride) {
        for (int r = 0; r < rows; r++) {
            if (add) {
                MemorySegment.copy(result, ValueLayout.JAVA_FLOAT, 4L * r * width, sums, 0, cols);
                Primitives.BEST.axpy(1, sums, 0, out, to + r * stride, cols);
            } else {
                MemorySegment.copy(result, ValueLayout.JAVA_FLOAT, 4L * r * width, out, to + r * stride, cols);
            }
        }
    }

    /** Turns the last result [outs, stride] around: {@code out[r, o]} for the first {@code outs} and {@code rows}. */
    void store(int stride, int outs, int rows, float[] out, int to, int outStride) {
        MemorySegment.copy(result, ValueLayout.JAVA_FLOAT, 0, sums, 0, outs * stride);
        Primitives.BEST.transpose(sums, 0, stride, out, to, outStride, outs, rows);
    }
}
