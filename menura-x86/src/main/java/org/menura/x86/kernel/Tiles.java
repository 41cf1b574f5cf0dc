package org.menura.x86.kernel;

import java.util.Objects;
import org.menura.x86.asm.Assembler;

/** The pieces of code of products with many rows, for a format, a length of rows and instructions. */
public final class Tiles {
    /** Outputs that are computed together. */
    public static final int OUTPUTS = StripProduct.OUTPUTS;

    private final BlockFamily family;
    private final Isa isa;
    private final Strip strip;
    private final Plane plane;
    private final boolean evexDots;

    /**
     * Describes the pieces.
     *
     * @throws IllegalArgumentException if there are none, see {@link #suit}
     */
    public Tiles(BlockFamily family, Isa isa, int blocks) {
        this(family, isa, blocks, false);
    }

    Tiles(BlockFamily family, Isa isa, int blocks, boolean evexDots) {
        if (!suit(family)) {
            throw new IllegalArgumentException("no tiles of " + family.type());
        }
        Unpacked format = Objects.requireNonNull(family.unpacked()).with(isa);
        this.family = family;
        this.isa = isa;
        this.strip = new Strip(blocks, format);
        this.plane = new Plane(blocks, format, StripProduct.lanes(isa));
        this.evexDots = evexDots;
    }

    /** Returns whether there are such products. */
    public static boolean suit(BlockFamily family) {
        return family.unpacked() != null;
    }

    /** Returns the rows of a plane. */
    public int lanes() {
        return plane.lanes();
    }

    /** Returns the bytes of a plane. */
    public int planeBytes() {
        return plane.bytes();
    }

    /** Returns the planes that are computed together. */
    public int planes() {
        return StripProduct.planes(isa);
    }

    /** Returns the bytes of a strip. */
    public int stripBytes() {
        return OUTPUTS * strip.stride();
    }

    /** Writes {@code void quantize(row of floats, rounded row)}. */
    public byte[] quantize() {
        return QuantizeRows.write(plane.blocks(), plane.format());
    }

    /** Writes {@code void lay(rounded row, plane + 4 · the row's number in it)}. */
    public byte[] lay() {
        return LayPlane.write(plane, 0);
    }

    /** Writes {@code void unpack(weights, strip, outputs)}. */
    public byte[] unpack() {
        return UnpackRows.write(family, isa, strip, OUTPUTS, false, new Assembler(evexDots));
    }

    /**
     * Writes {@code void product(strip, planes, out, turns, stride of an output in bytes)}: out [outputs, rows].
     *
     * @param planes of a turn
     */
    public byte[] product(int planes) {
        return StripProduct.write(isa, strip, planes, new Assembler(evexDots));
    }
}
