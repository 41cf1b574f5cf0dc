package org.menura.x86.kernel;

/**
 * The layout of activations as floats: one row after the other, each beginning at a line of the cache. A block is {@link
 * #BLOCK} of them.
 *
 * @param blocks per row
 */
public record Floats(int blocks) implements Layout {
    /** Elements per block. */
    public static final int BLOCK = 8;

    private static final int LINE = 64;

    @Override
    public int stride() {
        return Math.ceilDiv(blocks * BLOCK * Float.BYTES, LINE) * LINE;
    }
}
