package org.menura.x86.kernel;

import java.util.Objects;
import org.menura.x86.asm.Assembler;

/** The pieces of code of products with many rows by the tiles of AMX, for a format and a length of rows. Needs AVX-512 as well. */
public final class AmxTiles {
    /** Rows of a plane. */
    public static final int LANES = StripProduct.lanes(Isa.AVX512);

    /** Outputs of a strip. */
    public static final int OUTPUTS = AmxProduct.OUTPUTS;

    /** The most strips of a product. */
    public static final int MOST_STRIPS = AmxProduct.MOST_STRIPS;

    /** The most blocks of a product. */
    public static final int MOST_BLOCKS = AmxProduct.MOST_BLOCKS;

    private final BlockFamily family;
    private final Strip strip;
    private final Plane plane;

    /**
     * Describes the pieces.
     *
     * @throws IllegalArgumentException if there are none, see {@link Tiles#suit}
     */
    public AmxTiles(BlockFamily family, int blocks) {
        if (!Tiles.suit(family)) {
            throw new IllegalArgumentException("no tiles of " + family.type());
        }
        Unpacked format = Objects.requireNonNull(family.unpacked());
        this.family = family;
        this.strip = new Strip(blocks, format);
        this.plane = new Plane(blocks, format, LANES);
    }

    /** Returns the bytes of a plane. */
    public int planeBytes() {
        return plane.bytes();
    }

    /** Returns the bytes of a strip. */
    public int stripBytes() {
        return OUTPUTS * strip.stride();
    }

    /** Returns the bytes of strips and of what products need behind them. */
    public int stripsBytes() {
        return MOST_STRIPS * stripBytes() + AmxProduct.SPARE;
    }

    /** Writes {@code void quantize(row of floats, rounded row)}. */
    public byte[] quantize() {
        return QuantizeRows.write(plane.blocks(), plane.format());
    }

    /** Writes {@code void lay(rounded row, plane + 4 · the row's number in it)}. */
    public byte[] lay() {
        return LayPlane.write(plane, Float.floatToIntBits(AmxProduct.RAISED));
    }

    /** Writes {@code void unpack(weights, strip, outputs)}. */
    public byte[] unpack() {
        return UnpackRows.write(family, Isa.AVX512, strip, OUTPUTS, true, new Assembler());
    }

    /** Writes {@code void product(strips, planes, out, counts)}, which adds the products of some blocks to out [outputs, rows]. */
    public byte[] product(int strips, int blocks) {
        return AmxProduct.write(strip, strips, blocks);
    }

    /**
     * Returns the counts of a product.
     *
     * @param outBytes from an output of out to the next one
     * @param first the first of the blocks
     */
    public long[] counts(int planes, long outBytes, int first) {
        return new long[] {
            planes,
            outBytes,
            (long) first * strip.blockBytes(),
            (long) first * strip.format().groups() * Float.BYTES,
            (long) first * plane.blockBytes()
        };
    }
}
