package org.menura.x86.kernel;

import java.lang.foreign.MemorySegment;

/** The plain twin of a {@link BlockFamily}. */
@FunctionalInterface
interface PlainTwin {
    /**
     * Adds the products of a block of the format with a row.
     *
     * @param w the block's bytes
     * @param block number of its first block of 32
     */
    void add(MemorySegment w, PlainRounded x, int row, int block, Sums sums);

    /** The signed weights of 32 elements times activations, for formats with one scale for 32. */
    static void addBlock(int[] weights, float scale, PlainRounded x, int row, int block, Sums sums) {
        for (int l = 0; l < 8; l++) {
            int dot = 0;
            for (int i = 4 * l; i < 4 * l + 4; i++) {
                dot += weights[i] * x.value(row, block, i);
            }
            sums.add(block, l, dot, scale * x.scale(row, block));
        }
    }

    /** The weights of a block of 32 with a minimum, {@code scale * weight + minimum}, as {@link #addBlock}. */
    static void addBlock(int[] weights, float scale, float minimum, PlainRounded x, int row, int block, Sums sums) {
        addBlock(weights, scale, x, row, block, sums);
        for (int l = 0; l < 8; l++) {
            sums.add(block, l, minimum, x.scale(row, block) * x.sum(row, block, 4 * l, 4));
        }
    }
}
