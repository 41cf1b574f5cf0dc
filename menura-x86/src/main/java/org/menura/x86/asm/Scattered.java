package org.menura.x86.asm;

/**
 * Memory at {@code base + index * scale + displacement} for each element of an index vector, which gathering instructions
 * read.
 *
 * @param index a vector of 32-bit integers, one for each element
 * @param scale 1, 2, 4 or 8
 */
public record Scattered(Gpr base, Vec index, int scale, int displacement) implements Operand {
    /**
     * Checks index and scale.
     *
     * @throws IllegalArgumentException if no instruction can address that
     */
    public Scattered {
        if (index.index() > 15 || index.mask() != Mask.K0 || Integer.bitCount(scale) != 1 || scale > 8) {
            throw new IllegalArgumentException("no addresses have %s times %d".formatted(index, scale));
        }
    }
}
