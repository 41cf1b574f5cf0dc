package org.menura.tensor.cpu.library;

import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;
import org.menura.tensor.annotation.Extension;
import org.menura.tensor.dtype.DType;

/**
 * Kernels for products of stored weights with few rows of activations, which read the weights where they lie and as they
 * are stored. Each call computes on the calling thread alone, for at most about a millisecond, and any number of threads
 * may call at the same time. A row of activations gets the same bytes whatever rows are computed with it, and an output
 * whatever outputs.
 *
 * <p>Implementations are found through {@link java.util.ServiceLoader} as {@link Finder}.
 */
@Extension
public interface KernelLibrary {
    /** A finder of a library; named in {@code META-INF/services}. */
    interface Finder {
        /** Returns the library, or null if it is not available on this machine. */
        @Nullable
        KernelLibrary find();
    }

    /** Returns the name and instruction set of the library, for people. */
    String name();

    /** Returns whether products of bfloat16 are known to be slower on this processor than those of float32, whoever computes them. */
    default boolean slowBf16() {
        return false;
    }

    /** Returns the product with weights of a type, {@code in} to an output; null if the library has none. */
    @Nullable
    Product product(DType type, int in);

    /**
     * Returns the product with activations rounded to bfloat16, of the same bits as products of many rows ({@link #tiled}) with such
     * weights; null if those are computed otherwise.
     */
    default @Nullable Product half(DType type, int in) {
        return null;
    }

    /** Returns the reader of {@code count} weights of a type that follow each other; null if the library has none. */
    default @Nullable WeightReader reader(DType type, int count) {
        return null;
    }

    /** Returns functions of floats; null if the library has none. */
    default @Nullable FloatKernels floats() {
        return null;
    }

    /** Returns functions of floats for losses and gradients; null if the library has none. */
    default @Nullable GradientKernels gradients() {
        return null;
    }

    /** Returns softmax of attention over a sequence; null if the library has none. */
    default @Nullable SoftmaxKernels softmax() {
        return null;
    }

    /** Returns tiles of products of floats; null if the library has none of that shape. */
    default @Nullable FloatTile tile(FloatTile.Shape shape) {
        return null;
    }

    /** Returns attention over caches; null if the library has none of that shape. */
    default @Nullable CacheAttention attention(CacheAttention.Shape shape) {
        return null;
    }

    /** Returns a step of a recurrence; null if the library has none of that shape. */
    default @Nullable RecurrentStep recurrent(RecurrentStep.Shape shape) {
        return null;
    }

    /** Returns RWKV-7's steps there and back, for heads of a size; null if the library has none of it. */
    default @Nullable DeltaSteps delta(int headDim) {
        return null;
    }

    /** Products {@code out = x · wᵀ} with weights of one type and length: w [outs, in], x [rows, in], out [rows, outs]. */
    interface Product {
        /** Returns whether activations are rounded to 8 bits in blocks of 32. */
        boolean rounded();

        /** Returns the most rows that one call takes. */
        int mostRows();

        /** Returns the outputs that are computed together: other numbers of them take longer. */
        default int outputsTogether() {
            return 1;
        }

        /** Returns the bytes that prepared rows of activations take. */
        long preparedBytes(int rows);

        /** Returns what activations are prepared as: products of an equal form may share them. */
        default Object form() {
            return this;
        }

        /**
         * Prepares activations for any number of products.
         *
         * @param x rows of floats, one behind the other from {@code offset} on
         * @param prepared receives them, outside the heap and aligned to 64 bytes
         * @throws IndexOutOfBoundsException if the rows lie outside of an operand
         */
        void prepare(float[] x, int offset, int rows, MemorySegment prepared);

        /**
         * Computes the outputs {@code from} (inclusive) to {@code to} (exclusive) of some rows.
         *
         * @param w all weights, outside the heap
         * @param prepared the rows that {@link #prepare} has written, or some of them that follow each other
         * @param rows how many, up to {@link #mostRows}
         * @param out receives output o of row r at {@code offset + r * stride + o}
         * @throws IndexOutOfBoundsException if an operand is too small
         * @throws IllegalArgumentException if weights or prepared rows lie on the heap, or there are too many rows
         */
        void multiply(
                MemorySegment w,
                int from,
                int to,
                MemorySegment prepared,
                int rows,
                float[] out,
                int offset,
                int stride);
    }

    /**
     * Returns the product of many rows with weights of a type, {@code in} to an output; null if the library has none.
     */
    default @Nullable TiledProduct tiled(DType type, int in) {
        return null;
    }

    /** Products {@code out = x · wᵀ} of many rows: each block of weights is unpacked once for all of them. */
    interface TiledProduct {
        /** Returns whether activations are rounded to 8 bits in blocks of 32; otherwise they are rounded to bfloat16, or not at all. */
        boolean rounded();

        /** Returns the most rows that are computed with at a time, a multiple of {@link #rowsTogether}: more would not stay in the caches. */
        int mostRows();

        /** Returns the rows that are laid out together; parts of x begin at multiples of it. */
        int rowsTogether();

        /** Returns the outputs that are computed together. */
        int outputsTogether();

        /** Returns the bytes that prepared rows of activations take. */
        long preparedBytes(int rows);

        /** Prepares activations for any number of products, as {@link Product#prepare} does. */
        void prepare(float[] x, int offset, int rows, MemorySegment prepared);

        /** Computes some outputs of any number of rows, as {@link Product#multiply} does. */
        void multiply(
                MemorySegment w,
                int from,
                int to,
                MemorySegment prepared,
                int rows,
                float[] out,
                int offset,
                int stride);
    }
}
