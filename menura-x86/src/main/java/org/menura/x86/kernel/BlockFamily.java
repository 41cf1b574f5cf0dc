package org.menura.x86.kernel;

import org.jspecify.annotations.Nullable;
import org.menura.tensor.dtype.DType;

/**
 * Products of weights in one format, with activations rounded to 8 bits for quantised formats: the part of the code that is
 * the format's own. {@link BlockProduct} writes the loops around it and the sums at the end.
 *
 * <p>Another format takes a class of this kind with a line in {@link Families}, and a plain twin in the tests.
 */
public interface BlockFamily {
    /** The excess of bytes that {@link Unpacked#shift} makes smaller. */
    int MOST_EXCESS = 128;

    /** Returns the type of the weights. */
    DType type();

    /** Returns whether activations are rounded, in blocks of 32; otherwise they are floats, in blocks of 8. */
    default boolean rounded() {
        return true;
    }

    /** Returns the elements of a block of activations. */
    default int block() {
        return rounded() ? Rounded.BLOCK : Floats.BLOCK;
    }

    /** Returns the layout of activations with {@code blocks} blocks per row. */
    default Layout layout(int blocks) {
        return rounded() ? new Rounded(blocks) : new Floats(blocks);
    }

    /**
     * Returns the blocks of activations that a step computes: 2 for formats with blocks no larger than those, all those of a block of the format
     * otherwise. An even number. Only the former get a last step of fewer blocks.
     */
    default int blocksPerStep() {
        return Math.max(2, type().blockSize() / block());
    }

    /** Returns the steps that are written out in a turn of the loop. */
    default int stepsPerTurn() {
        return 4;
    }

    /** Returns the rows of activations that are computed at a time; more are computed in turns. */
    default int rowsAtOnce(Isa isa) {
        return isa == Isa.AVX512 ? 8 : 4;
    }

    /** Returns the outputs that are computed at a time with so many rows: what is loaded of a row then meets all of them. */
    default int outputsAtOnce(Isa isa, int rows) {
        return 1;
    }

    /** Returns whether one of the constants is a table, whose address is then in {@link Emitter#TABLE}. */
    default boolean tabled() {
        return false;
    }

    /** Loads the registers that stay as they are, once for a call; see {@link Emitter#vec}. RAX and R9 to R11 are free. */
    void constants(Emitter e);

    /**
     * Adds the products of {@code blocks} blocks, beginning at {@link Emitter#weights} and {@link Emitter#activations}, to
     * the sums {@link Emitter#sum} of each of the {@link Emitter#rows}, of all {@link Emitter#outputs}. It must read nothing behind the blocks.
     */
    void step(Emitter e, int blocks);

    /** Returns what weights become for products with many rows; null if there are none. */
    default @Nullable Unpacked unpacked() {
        return null;
    }

    /**
     * Unpacks {@code blocks} blocks, beginning at {@link Emitter#weights}: their bytes, scales and minima. Scales and minima may
     * be written for as many blocks as a step has.
     */
    default void unpack(Emitter e, int blocks) {
        throw new UnsupportedOperationException(type() + " is not unpacked");
    }

    /**
     * Returns the byte that stands for zero in what {@link #unpack} writes: an integer that is subtracted before weights are multiplied
     * by their scale. 0 where there is none: then minima say it, or weights are signed words.
     */
    default int zero(Unpacked format) {
        return format.excess() ? MOST_EXCESS >> format.shift() : 0;
    }
}
