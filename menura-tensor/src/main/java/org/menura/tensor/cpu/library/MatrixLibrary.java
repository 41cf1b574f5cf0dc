package org.menura.tensor.cpu.library;

import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;
import org.menura.tensor.Activation;
import org.menura.tensor.annotation.Extension;

/**
 * A native library of matrix products. Each call computes on the calling thread alone, so that the split of work, and
 * with it every result, stays in the hands of the caller. Any number of threads may call at the same time.
 *
 * <p>Implementations are found through {@link java.util.ServiceLoader} as {@link Finder}.
 */
@Extension
public interface MatrixLibrary {
    /** A finder of a library; named in {@code META-INF/services}. */
    interface Finder {
        /** Returns the library, or null if it is not available on this machine. */
        @Nullable
        MatrixLibrary find();
    }

    /** Returns the name, version and instruction set of the library, for people. */
    String name();

    /** Returns whether products of bfloat16 are faster than those of float32, by instructions made for them. */
    boolean fastBf16();

    /** Returns whether products of bfloat16 are many times as fast as those of float32, as in a processor's tiles (AMX). */
    default boolean tiledBf16() {
        return false;
    }

    /**
     * Multiplies matrices in float32, {@code out = a · b}: a [rows, inner], b [inner, cols], out [rows, cols], each
     * with a distance between its rows in elements. Segments may lie on the heap.
     *
     * @param transposed whether b lies there as [cols, inner]
     */
    void multiply(
            int rows,
            int cols,
            int inner,
            MemorySegment a,
            int aStride,
            MemorySegment b,
            int bStride,
            boolean transposed,
            MemorySegment out,
            int outStride);

    /** Replaces each of some contiguous rows of float32, which lie outside the heap, by its softmax. */
    void softmax(int rows, int cols, MemorySegment x);

    /** Returns whether {@link #activate} knows a function. */
    boolean has(Activation f);

    /** Replaces contiguous elements in float32, which lie outside the heap, by a function of them. */
    void activate(Activation f, int count, MemorySegment x);

    /** Creates the product of that many rows of weights, {@code wStride} elements apart, with that many rows of x. */
    PackedProduct packed(int outs, int wStride, int rows, int in);

    /**
     * A product {@code out = w · xᵀ} of bfloat16, summed up in float32: w [outs, in], x [rows, in], out [outs, rows]. x
     * is brought into the library's own layout first, and may then meet any number of w. Segments lie outside the heap.
     */
    interface PackedProduct {
        /** Returns the number of bytes of x in the library's layout. */
        long packedBytes();

        /** Rounds x [rows, in], contiguous and float32, to bfloat16, and lays it out in {@code packed}. */
        void pack(MemorySegment x, MemorySegment packed);

        /** Computes {@code out}, contiguous and float32. */
        void multiply(MemorySegment w, MemorySegment packed, MemorySegment out);
    }

    /**
     * Creates the product of matrices of bfloat16 of one shape, [rows, inner] · [inner, cols], the second of which has {@code
     * bStride} elements from row to row.
     */
    RowProduct ofRows(int rows, int cols, int inner, int bStride);

    /**
     * Creates the product of matrices of bfloat16 of one shape, [rows, inner] · [inner, cols], the first of which lies there
     * turned around: as [inner, rows], {@code stride} elements from row to row.
     */
    RowProduct ofColumns(int rows, int cols, int inner, int stride);

    /**
     * A product {@code out = a · b} of bfloat16, summed up in float32, whose operands lie in plain rows. Segments lie
     * outside the heap.
     */
    interface RowProduct {
        /** Computes {@code out} [rows, cols] in float32 from a [rows, inner], as it lies there, and b [inner, cols]. */
        void multiply(MemorySegment a, MemorySegment b, MemorySegment out);
    }
}
