package org.menura.x86;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;

/**
 * Sums of tiles, [outputs, rows of all planes].
 *
 * @param values from the beginning on
 * @param stride floats from an output to the next one
 */
record Sums(float[] values, int stride) {
    /** An even number of lines of the cache: outputs as far apart would drive each other out of it. */
    private static final int EVEN_LINES = 32;

    private static final int LINE = 16;

    /** Borrows sums of so many outputs from a piece of memory. */
    static Sums of(TileScratch.Piece piece, int outputs, int rows) {
        int stride = rows % EVEN_LINES == 0 ? rows + LINE : rows;
        return new Sums(piece.floats(outputs * stride), stride);
    }

    /** Returns the bytes from an output to the next one. */
    long strideBytes() {
        return (long) stride * Float.BYTES;
    }

    /** Returns the sums of some outputs. */
    MemorySegment of(int first, int outputs) {
        return Calls.range(values, first * stride, outputs * stride);
    }

    /** Sets the sums of the first outputs to zero. */
    void clear(int outputs) {
        Arrays.fill(values, 0, outputs * stride, 0);
    }
}
