package org.menura.x86.kernel;

/**
 * The layout of a plane of rounded activations, that {@link LayPlane} writes and {@link StripProduct} reads: as many rows side
 * by side as a vector has elements of 32 bits. Of each block of 32 there are eight vectors of four neighbouring values of each
 * row, or 16 of two words, a vector of their scales, one or two of ints for the excess of a group's weights if they have one, and for minima one or
 * two with the scale times the sum of the values that the group has.
 *
 * @param blocks of a row
 * @param lanes rows: 16, or 8 with 256 bits
 */
record Plane(int blocks, Unpacked format, int lanes) {
    /** Returns the vectors of values in a block. */
    int vectors() {
        return Rounded.BLOCK * format.bytes() / Integer.BYTES;
    }

    /** Bytes of a vector. */
    int vector() {
        return lanes * Float.BYTES;
    }

    int scalesAt() {
        return vectors() * vector();
    }

    int excessAt() {
        return scalesAt() + vector();
    }

    int sumsAt() {
        return excessAt() + (format.excess() ? format.groups() * vector() : 0);
    }

    /** The bytes from a block to the next one. */
    int blockBytes() {
        return sumsAt() + (format.least() ? format.groups() * vector() : 0);
    }

    int bytes() {
        return Math.multiplyExact(blocks, blockBytes());
    }
}
