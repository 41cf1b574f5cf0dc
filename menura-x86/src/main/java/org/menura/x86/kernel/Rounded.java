package org.menura.x86.kernel;

/**
 * The layout of activations rounded to 8 bits, as {@link QuantizeRows} writes it and products read it: for each row, one
 * region after the other, each beginning at a line of the cache. Blocks have 32 elements; what a region has of a block
 * lies at {@code block * region.bytes()}, and an odd number of blocks is filled up with a block of zeros, so that a pair
 * can always be read.
 *
 * @param blocks per row
 */
public record Rounded(int blocks) implements Layout {
    /** Elements per block. */
    public static final int BLOCK = 32;

    /** Regions of a float or two of each block are read that many blocks at a time. */
    static final int EIGHT = 8;

    private static final int LINE = 64;

    /** What is kept of each block. */
    public enum Region {
        /** 32 signed bytes, -127 to 127. */
        VALUES(32),
        /**
         * 8 ints, one for every four neighbouring elements: what a product of theirs with weights that were made unsigned has too
         * much, less than zero: 128 times their sum for weights of 8 bits, 16 for 5, 8 for 4. Only where the format has that.
         */
        EXCESS(32),
        /** The values and 128, unsigned bytes; where there is {@link #EXCESS}. */
        RAISED(32),
        /** The scale as a float, 8 times. */
        SCALES(32),
        /** 8 floats, one for every four neighbouring elements: the scale times their sum, rounded once. */
        SUMS(32),
        /** One float: the scale. */
        BLOCK_SCALES(4),
        /** One float: the scale times the sum of the block, rounded once. */
        BLOCK_SUMS(4),
        /** Two floats: the scale times the sums of the halves of the block, each rounded once. */
        HALF_SUMS(8);

        private final int bytes;

        Region(int bytes) {
            this.bytes = bytes;
        }

        /** Returns the bytes of a block. */
        public int bytes() {
            return bytes;
        }
    }

    /** Returns where a region begins in a row. */
    public int offset(Region region) {
        int at = 0;
        for (Region r : Region.values()) {
            if (r == region) {
                break;
            }
            at += size(r);
        }
        return at;
    }

    @Override
    public int stride() {
        return offset(Region.HALF_SUMS) + size(Region.HALF_SUMS);
    }

    private int size(Region region) {
        int together = region.bytes < BLOCK ? EIGHT : 2;
        return Math.ceilDiv(Math.ceilDiv(blocks, together) * together * region.bytes, LINE) * LINE;
    }
}
