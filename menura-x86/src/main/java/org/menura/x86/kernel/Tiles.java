package org.menura.x86.kernel;

/** Writes products with many rows, for a format, a length of rows and instructions. */
public final class Tiles {
    private final TileLayout layout;

    /**
     * Describes the products.
     *
     * @throws IllegalArgumentException if there are none, see {@link TileLayout#suits}
     */
    public Tiles(BlockFamily family, Isa isa, int blocks) {
        this(family, isa, blocks, false);
    }

    Tiles(BlockFamily family, Isa isa, int blocks, boolean evexDots) {
        this.layout = TileLayout.ofVectors(family, isa, blocks, evexDots);
    }

    /** Returns how weights and rows are laid for them. */
    public TileLayout layout() {
        return layout;
    }

    /** Returns the planes that are computed together. */
    public int planes() {
        return StripProduct.planes(layout.isa());
    }

    /**
     * Writes {@code void product(strip, planes, out, turns, stride of an output in bytes)}: out [outputs, rows].
     *
     * @param planes of a turn
     */
    public byte[] product(int planes) {
        return StripProduct.write(layout.isa(), layout.strip(), planes, layout.assembler());
    }
}
