package org.menura.tensor.dtype;

/**
 * Super-blocks of 256 elements of 5 bits, in eight groups of 32 (GGUF's Q5_K).
 *
 * <p>Layout: scale d of the scales and scale m of the minima (2 bytes each, half precision), {@link PackedScales} s and
 * t (12 bytes), fifth bits (32 bytes), low bits (128 bytes). In group j, x = d s[j] q - m t[j]. Byte i of the fifth
 * bits holds in bit j that of element i of group j; each 32 bytes of low bits hold an even group in their low and the
 * next group in their high nibbles.
 */
final class Q5K extends BlockCodec {
    private static final int SIZE = 176;
    private static final int GROUPS = 8;
    private static final int GROUP = 32;
    private static final int SCALES_AT = 4;
    private static final int HIGH_AT = SCALES_AT + PackedScales.BYTES;
    private static final int LOW_AT = HIGH_AT + GROUP;

    Q5K() {
        super(DType.Q5_K);
    }

    @Override
    void decodeBlocks(byte[] src, int blocks, float[] dst, int dstOffset) {
        for (int block = 0; block < blocks; block++) {
            int at = block * SIZE;
            float d = Bytes.half(src, at);
            float m = Bytes.half(src, at + 2);
            for (int j = 0; j < GROUPS; j++) {
                float scale = d * PackedScales.scale(src, at + SCALES_AT, j);
                float min = m * PackedScales.min(src, at + SCALES_AT, j);
                int low = at + LOW_AT + j / 2 * GROUP;
                int high = at + HIGH_AT;
                int shift = j % 2 * 4;
                int to = dstOffset + (block * GROUPS + j) * GROUP;
                for (int i = 0; i < GROUP; i++) {
                    int q = src[low + i] >> shift & 0xf | (src[high + i] >> j & 1) << 4;
                    dst[to + i] = scale * q - min;
                }
            }
        }
    }

    @Override
    public boolean canEncode() {
        return true;
    }

    @Override
    void encodeBlock(float[] src, int from, byte[] dst, int at) {
        int[] quants = AffineGroups.quantize(src, from, dst, at, 31);
        for (int i = 0; i < GROUP; i++) {
            int high = 0;
            for (int j = 0; j < GROUPS; j++) {
                high |= quants[j * GROUP + i] >> 4 << j;
            }
            dst[at + HIGH_AT + i] = (byte) high;
            for (int j = 0; j < GROUPS; j += 2) {
                int even = quants[j * GROUP + i] & 0xf;
                dst[at + LOW_AT + j / 2 * GROUP + i] = (byte) (even | quants[(j + 1) * GROUP + i] << 4);
            }
        }
    }
}
