package org.menura.x86.asm;

/**
 * A vector register, in an instruction's destination with the mask of the elements that are written.
 *
 * @param index its number, 0 to 31
 * @param bits its width: 128, 256 or 512
 * @param mask the elements that are written
 * @param zeroing whether the others become zero rather than stay
 */
public record Vec(int index, int bits, Mask mask, boolean zeroing) implements Operand {
    /**
     * Checks number and width.
     *
     * @throws IllegalArgumentException if there is no such register
     */
    public Vec {
        if (index < 0 || index > 31 || bits != 128 && bits != 256 && bits != 512 || zeroing && mask == Mask.K0) {
            throw new IllegalArgumentException("no vector register %d of %d bits".formatted(index, bits));
        }
    }

    /** Returns the register of 128 bits with that number. */
    public static Vec xmm(int index) {
        return new Vec(index, 128, Mask.K0, false);
    }

    /** Returns the register of 256 bits with that number. */
    public static Vec ymm(int index) {
        return new Vec(index, 256, Mask.K0, false);
    }

    /** Returns the register of 512 bits with that number. */
    public static Vec zmm(int index) {
        return new Vec(index, 512, Mask.K0, false);
    }

    /** Returns the lowest 128 bits. */
    public Vec xmm() {
        return xmm(index);
    }

    /** Returns the lowest 256 bits. */
    public Vec ymm() {
        return ymm(index);
    }

    /** Returns all 512 bits. */
    public Vec zmm() {
        return zmm(index);
    }

    /** Returns this destination with only the elements of a mask written; the others stay. */
    public Vec merging(Mask by) {
        return new Vec(index, bits, by, false);
    }

    /** Returns this destination with the elements of a mask written, and the others zero. */
    public Vec zeroing(Mask by) {
        return new Vec(index, bits, by, true);
    }
}
