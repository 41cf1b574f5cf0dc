package org.menura.x86.kernel;

/**
 * What a format's weights become for {@link StripProduct}: a weight of group g is {@code a[g] q - excess}, perhaps with a
 * minimum, q an unsigned byte.
 *
 * @param groups that share a scale in a block of 32: 1 or 2
 * @param shift the excess of q, as the shift that makes it of 128, {@link Rounded.Region#EXCESS}; {@link #NO_EXCESS} if there is none
 * @param minimum what is done with the group's minimum
 */
public record Unpacked(int groups, int shift, Minimum minimum) {
    /** For q that are what they seem. */
    public static final int NO_EXCESS = -1;

    /** Whether a group has a number that each of its weights gets besides. */
    public enum Minimum {
        NONE,
        ADDED,
        SUBTRACTED
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
