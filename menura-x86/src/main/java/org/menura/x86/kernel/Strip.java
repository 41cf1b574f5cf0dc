package org.menura.x86.kernel;

/**
 * The layout of a strip of unpacked weights, that {@link UnpackRows} writes and {@link StripProduct} reads: for each output the
 * bytes or words of its weights in their order, then the scales of the groups as floats, then their minima if there are any.
 *
 * @param blocks of 32 weights to an output
 */
record Strip(int blocks, Unpacked format) {
    private static final int LINE = 64;

    /** Scales are written for that many blocks at a time. */
    private static final int EIGHT = 8;

    /** The bytes of a block's weights. */
    int blockBytes() {
        return Rounded.BLOCK * format.bytes();
    }

    int scalesAt() {
        return Math.ceilDiv(blocks, 2) * 2 * blockBytes();
    }

    int minimaAt() {
        return scalesAt() + headsBytes();
    }

    /** The bytes from an output to the next one. */
    int stride() {
        return minimaAt() + (format.least() ? headsBytes() : 0);
    }

    private int headsBytes() {
        int bytes = Math.ceilDiv(blocks, EIGHT) * EIGHT * format.groups() * Float.BYTES;
        return Math.ceilDiv(bytes, LINE) * LINE;
    }
}
