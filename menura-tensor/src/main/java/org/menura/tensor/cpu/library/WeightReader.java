package org.menura.tensor.cpu.library;

import java.lang.foreign.MemorySegment;
import org.menura.tensor.annotation.Extension;

/**
 * Decodes rows of stored weights of one type and length, bit for bit as the type's codec does. Each call computes on the calling thread
 * alone, and any number of threads may call at the same time.
 */
@Extension
public interface WeightReader {
    /**
     * Decodes rows to floats.
     *
     * @param w the rows, one behind the other, outside the heap
     * @param out receives row r from {@code at + r * stride} on
     * @throws IndexOutOfBoundsException if an operand is too small
     */
    void floats(MemorySegment w, int rows, float[] out, int at, int stride);

    /** Decodes rows as {@link #floats} does, and rounds them to bfloat16: to nearest, ties to even; NaN becomes the usual one. */
    void bf16(MemorySegment w, int rows, short[] out, int at, int stride);
}
