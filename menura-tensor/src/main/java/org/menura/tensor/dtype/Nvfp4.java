package org.menura.tensor.dtype;

/**
 * Blocks of 64 elements of 4 bits under four scales of 8 bits (NVFP4, as GGUF stores it); read only.
 *
 * <p>Layout: scales s (4 bytes, one for each 16 elements), elements q (32 bytes, 8 for each 16 elements, of which
 * element i is in the low and element i + 8 in the high nibble of byte i). Elements are those of {@link Mxfp4}, scales
 * floats of 4 exponent and 3 mantissa bits whose sign is not read; x = s q. The scale 0x7f, which is NaN elsewhere, is
 * zero.
 */
final class Nvfp4 extends BlockCodec {
    private static final int SIZE = 36;
    private static final int SCALES = 4;
    private static final int HALF = 8;

    /** Value of each byte as a scale. */
    private static final float[] SCALE = new float[256];

    static {
        Float8 floats = Float8.e4m3();
        for (int code = 0; code < SCALE.length; code++) {
            SCALE[code] = code == 0x7f ? 0 : floats.magnitude(code & 0x7f);
        }
    }

    Nvfp4() {
        super(DType.NVFP4);
    }

    @Override
    void decodeBlocks(byte[] src, int blocks, float[] dst, int dstOffset) {
        int to = dstOffset;
        for (int block = 0; block < blocks; block++) {
            int at = block * SIZE;
            for (int s = 0; s < SCALES; s++) {
                float scale = SCALE[src[at + s] & 0xff];
                for (int i = 0; i < HALF; i++) {
                    int q = src[at + SCALES + s * HALF + i];
                    dst[to + i] = scale * Mxfp4.VALUES[q & 0xf];
                    dst[to + HALF + i] = scale * Mxfp4.VALUES[q >> 4 & 0xf];
                }
                to += 2 * HALF;
            }
        }
    }
}
