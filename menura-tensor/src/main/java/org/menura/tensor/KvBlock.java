package org.menura.tensor;

import org.menura.tensor.dtype.DType;

/**
 * Keys and values of {@link #SIZE} consecutive positions. What attention reads together lies together, whatever the
 * element type: for each head, keys as [dim, SIZE] and values as [planes, SIZE, up to SIZE dims].
 */
abstract sealed class KvBlock permits FloatBlock, HalfBlock, ByteBlock {
    static final int SIZE = KvCache.BLOCK;

    final int keyDim;
    final int valueDim;

    KvBlock(int keyDim, int valueDim) {
        this.keyDim = keyDim;
        this.valueDim = valueDim;
    }

    /**
     * An empty block.
     *
     * @throws IllegalArgumentException if there are none of this type
     */
    static KvBlock of(DType type, int heads, int keyDim, int valueDim) {
        return switch (type) {
            case F32 -> new FloatBlock(heads, keyDim, valueDim);
            case F16 -> new HalfBlock(heads, keyDim, valueDim);
            case Q8_0 -> new ByteBlock(heads, keyDim, valueDim);
            default ->
                throw new IllegalArgumentException("keys and values are stored as F32, F16 or Q8_0, not " + type);
        };
    }

    /** Puts the key and the value of a head into place {@code slot}. */
    abstract void put(int head, int slot, float[] key, int k0, float[] value, int v0);

    /** Keys of a head as [keyDim, SIZE]. */
    abstract void keys(int head, float[] to);

    /** The first {@code count} values of a head as [planes, SIZE, SIZE]: SIZE dims in each plane, fewer in the last. */
    abstract void values(int head, int count, float[] to);

    /** Keys and values of a head as they are stored. */
    abstract KvCache.Stored stored(int head);

    abstract KvBlock copy();

    /** Where element {@code dim} of the value in place {@code slot} is stored. */
    final int valueAt(int slot, int dim) {
        int plane = dim / SIZE * SIZE;
        return plane * SIZE + slot * planeWidth(plane) + dim - plane;
    }

    /** How many dims the plane that starts with dim {@code plane} has. */
    final int planeWidth(int plane) {
        return Math.min(SIZE, valueDim - plane);
    }

    /** Shows where values are stored, as ranges that are consecutive both here and in planes of full width. */
    final void eachRange(int count, Range range) {
        for (int plane = 0; plane < valueDim; plane += SIZE) {
            int width = planeWidth(plane);
            if (width == SIZE) {
                range.copy(plane * SIZE, plane * SIZE, count * SIZE);
                continue;
            }
            for (int slot = 0; slot < count; slot++) {
                range.copy(plane * SIZE + slot * width, (plane + slot) * SIZE, width);
            }
        }
    }

    /** {@code n} elements from one place to another. */
    @FunctionalInterface
    interface Range {
        void copy(int from, int to, int n);
    }
}
