package org.menura.x86.kernel;

/**
 * What a format's weights become for {@link StripProduct}: a weight of group g is {@code a[g] q - excess}, perhaps with a
 * minimum, q an unsigned byte.
 *
 * @param groups that share a scale in a block of 32: 1 or 2
 * @param shift the excess of q, as the shift that makes it of 128, {@link Rounded.Region#EXCESS}; {@link #NO_EXCESS} if there is none
 * @param minimum what is done with the group's minimum
 * @param bits of q, at most 8
 * @param bytes that a weight and an activation take up: 2 where both are words, and weights signed
 */
public record Unpacked(int groups, int shift, Minimum minimum, int bits, int bytes) {
    /** For q that are what they seem. */
    public static final int NO_EXCESS = -1;

    /** For bytes. */
    Unpacked(int groups, int shift, Minimum minimum, int bits) {
        this(groups, shift, minimum, bits, 1);
    }

    /** Whether a group has a number that each of its weights gets besides. */
    public enum Minimum {
        NONE,
        ADDED,
        SUBTRACTED
    }

    /** Returns what weights become for some instructions: AVX2's sums of two products of 8 bits would not fit its words. */
    Unpacked with(Isa isa) {
        return isa == Isa.AVX2 && bits == Byte.SIZE
                ? new Unpacked(groups, NO_EXCESS, minimum, bits, Short.BYTES)
                : this;
    }

    /** Returns whether q have an excess. */
    boolean excess() {
        return shift != NO_EXCESS;
    }

    /** Returns whether there is a minimum. */
    boolean least() {
        return minimum != Minimum.NONE;
    }
}
