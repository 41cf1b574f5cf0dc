package org.menura.x86.kernel;

import java.util.Objects;
import org.menura.x86.asm.Assembler;

/** Lays weights into strips and rounded rows into planes, for products with many rows of a format, a length of rows and instructions. */
public final class TileLayout {
    private final BlockFamily family;
    private final Isa isa;
    private final Strip strip;
    private final Plane plane;
    private final int outputs;
    private final Place place;
    private final boolean evexDots;

    /** Where laid weights are multiplied. */
    private enum Place {
        VECTORS,
        TILES
    }

    private TileLayout(BlockFamily family, Isa isa, int blocks, int outputs, Place place, boolean evexDots) {
        if (!suits(family)) {
            throw new IllegalArgumentException("no tiles of " + family.type());
        }
        Unpacked format = Objects.requireNonNull(family.unpacked()).with(isa);
        this.family = family;
        this.isa = isa;
        this.strip = new Strip(blocks, format);
        this.plane = new Plane(blocks, format, StripProduct.lanes(isa));
        this.outputs = outputs;
        this.place = place;
        this.evexDots = evexDots;
    }

    /** Returns whether there are such products. */
    public static boolean suits(BlockFamily family) {
        return family.unpacked() != null;
    }

    /**
     * Describes what {@link StripProduct} reads.
     *
     * @throws IllegalArgumentException if there are no such products
     */
    static TileLayout ofVectors(BlockFamily family, Isa isa, int blocks, boolean evexDots) {
        return new TileLayout(family, isa, blocks, StripProduct.OUTPUTS, Place.VECTORS, evexDots);
    }

    /**
     * Describes what {@link AmxProduct} reads.
     *
     * @throws IllegalArgumentException if there are no such products
     */
    static TileLayout ofTiles(BlockFamily family, int blocks) {
        return new TileLayout(family, Isa.AVX512, blocks, AmxProduct.OUTPUTS, Place.TILES, false);
    }

    /** Returns the blocks of a row. */
    public int blocks() {
        return plane.blocks();
    }

    /** Returns the rows of a plane. */
    public int lanes() {
        return plane.lanes();
    }

    /** Returns the bytes of a plane. */
    public int planeBytes() {
        return plane.bytes();
    }

    /** Returns the outputs of a strip. */
    public int outputs() {
        return outputs;
    }

    /** Returns the bytes of a strip. */
    public int stripBytes() {
        return outputs * strip.stride();
    }

    /** Returns the bytes of a rounded row. */
    public int roundedBytes() {
        return new Rounded(plane.blocks()).stride();
    }

    /** Returns the bytes of an output's weights as they are stored. */
    public long rowBytes() {
        return family.type().bytes((long) plane.blocks() * family.block());
    }

    /** Writes {@code void quantize(row of floats, rounded row)}. */
    public byte[] quantize() {
        return QuantizeRows.write(plane.blocks(), plane.format());
    }

    /** Writes {@code void lay(rounded row, plane + 4 · the row's number in it)}. */
    public byte[] lay() {
        return LayPlane.write(plane, place == Place.TILES ? Float.floatToIntBits(AmxProduct.RAISED) : 0);
    }

    /** Writes {@code void unpack(weights, strip, outputs)}. */
    public byte[] unpack() {
        return UnpackRows.write(family, isa, strip, outputs, place == Place.TILES, assembler());
    }

    Isa isa() {
        return isa;
    }

    Strip strip() {
        return strip;
    }

    Plane plane() {
        return plane;
    }

    Assembler assembler() {
        return new Assembler(evexDots);
    }
}
