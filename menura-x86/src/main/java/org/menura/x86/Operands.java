package org.menura.x86;

import java.lang.foreign.MemorySegment;
import java.util.Objects;

/** Checks of what is handed to the machine code of products, whose operands it cannot check itself. */
final class Operands {
    private Operands() {}

    /** Refuses memory that the collector may move. */
    static void checkNative(MemorySegment segment) {
        if (!segment.isNative()) {
            throw new IllegalArgumentException("a segment on the heap, not outside of it");
        }
    }

    /**
     * Checks rows that are to be prepared.
     *
     * @param bytes that prepared rows take
     */
    static void checkRows(float[] x, int offset, int rows, int in, MemorySegment prepared, long bytes) {
        Objects.checkFromIndexSize(offset, Math.multiplyExact(rows, in), x.length);
        Objects.checkFromIndexSize(0, bytes, prepared.byteSize());
        checkNative(prepared);
    }

    /**
     * Checks the weights of a product and where its outputs go.
     *
     * @param rowBytes bytes of weights to an output
     * @param prepared rows of activations, which take {@code bytes}
     */
    static void checkProduct(
            MemorySegment w,
            int from,
            int to,
            long rowBytes,
            MemorySegment prepared,
            long bytes,
            int rows,
            float[] out,
            int offset,
            int outStride) {
        if (rows < 0 || outStride < 0) {
            throw new IllegalArgumentException("%d rows, %d apart".formatted(rows, outStride));
        }
        checkNative(w);
        checkNative(prepared);
        Objects.checkFromIndexSize(0, bytes, prepared.byteSize());
        Objects.checkFromToIndex(from * rowBytes, to * rowBytes, w.byteSize());
        Objects.checkFromIndexSize((long) offset + from, (rows - 1L) * outStride + (to - from), (long) out.length);
    }
}
