package org.menura.x86.kernel;

/** Writes products with many rows by the tiles of AMX, for a format and a length of rows. Needs AVX-512 as well. */
public final class AmxTiles {
    /** The most strips of a product. */
    public static final int MOST_STRIPS = AmxProduct.MOST_STRIPS;

    /** The most blocks of a product. */
    public static final int MOST_BLOCKS = AmxProduct.MOST_BLOCKS;

    private final TileLayout layout;

    /**
     * Describes the products.
     *
     * @throws IllegalArgumentException if there are none, see {@link TileLayout#suits}
     */
    public AmxTiles(BlockFamily family, int blocks) {
        this.layout = TileLayout.ofTiles(family, blocks);
    }

    /** Returns how weights and rows are laid for them. */
    public TileLayout layout() {
        return layout;
    }

    /** Returns the bytes of strips and of what products need behind them. */
    public int stripsBytes() {
        return MOST_STRIPS * layout.stripBytes() + AmxProduct.SPARE;
    }

    /** Writes {@code void product(strips, planes, out, counts)}, which adds the products of some blocks to out [outputs, rows]. */
    public byte[] product(int strips, int blocks) {
        return AmxProduct.write(layout.strip(), strips, blocks);
    }

    /**
     * Returns the counts of a product.
     *
     * @param outBytes from an output of out to the next one
     * @param first the first of the blocks
     */
    public long[] counts(int planes, long outBytes, int first) {
        Strip strip = layout.strip();
        return new long[] {
            planes,
            outBytes,
            (long) first * strip.blockBytes(),
            (long) first * strip.format().groups() * Float.BYTES,
            (long) first * layout.plane().blockBytes()
        };
    }
}
