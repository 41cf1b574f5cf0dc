package org.menura.tensor.dtype;

/**
 * Blocks of 32 elements of 4 bits under a power of two (MXFP4 of the Open Compute Project's "Mxfp4 Formats",
 * version 1.0); read only.
 *
 * <p>Layout: exponent e (1 byte, biased by 127), elements q (16 bytes, element i in the low and element i + 16 in the
 * high nibble of byte i). Elements have a sign, two exponent bits and one mantissa bit; x = 2<sup>e - 127</sup> q,
 * and NaN where e is 255.
 */
final class Mxfp4 extends BlockCodec {
    private static final int HALF = 16;
    private static final int SIZE = 17;

    private static final int NAN = 255;

    /** Value of each code; minus zero reads as zero, as in GGUF's reference decoder. */
    static final float[] VALUES = {0, 0.5f, 1, 1.5f, 2, 3, 4, 6, 0, -0.5f, -1, -1.5f, -2, -3, -4, -6};

    Mxfp4() {
        super(DType.MXFP4);
    }

    @Override
    void decodeBlocks(byte[] src, int blocks, float[] dst, int dstOffset) {
        for (int block = 0; block < blocks; block++) {
            int at = block * SIZE;
            int to = dstOffset + block * 2 * HALF;
            int exponent = src[at] & 0xff;
            float scale = exponent == NAN ? Float.NaN : Math.scalb(1f, exponent - 127);
            for (int i = 0; i < HALF; i++) {
                int q = src[at + 1 + i];
                dst[to + i] = scale * VALUES[q & 0xf];
                dst[to + HALF + i] = scale * VALUES[q >> 4 & 0xf];
            }
        }
    }
}
