package org.menura.x86.kernel;

import java.util.Objects;
import org.menura.x86.asm.Assembler;

/** Writes how rows of stored weights become floats or bfloat16, for a format and a number of weights that follow each other. */
public final class WeightRows {
    private final BlockFamily family;
    private final Isa isa;
    private final Strip strip;

    /**
     * Describes them.
     *
     * @param blocks of 32 weights to a row
     * @throws IllegalArgumentException if weights of that format are not unpacked
     */
    public WeightRows(BlockFamily family, Isa isa, int blocks) {
        if (!has(family)) {
            throw new IllegalArgumentException("no rows of " + family.type());
        }
        this.family = family;
        this.isa = isa;
        this.strip = new Strip(blocks, Objects.requireNonNull(family.unpacked()).with(isa));
    }

    /** Returns whether weights of a format are read so. */
    public static boolean has(BlockFamily family) {
        return TileLayout.suits(family);
    }

    /** Returns the bytes that a row takes up unpacked. */
    public int stride() {
        return strip.stride();
    }

    /** Writes {@code void unpack(weights, unpacked rows, rows)}. */
    public byte[] unpack() {
        return UnpackRows.write(family, isa, strip, 1, false, new Assembler());
    }

    /** Writes {@code void decode(unpacked rows, out, bytes from row to row of out, -, -, rows)}, of floats. */
    public byte[] floats() {
        return DecodeStrip.write(strip, family.zero(strip.format()), false, isa);
    }

    /** Writes the same, of bfloat16. */
    public byte[] bf16() {
        return DecodeStrip.write(strip, family.zero(strip.format()), true, isa);
    }
}
