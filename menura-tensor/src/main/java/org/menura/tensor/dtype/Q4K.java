package org.menura.tensor.dtype;

/**
 * Super-blocks of 256 elements of 4 bits, in eight groups of 32 (GGUF's Q4_K).
 *
 * <p>Layout: scale d of the scales and scale m of the minima (2 bytes each, half precision), {@link PackedScales} s and
 * t (12 bytes), quants q (128 bytes). In group j, x = d s[j] q - m t[j]. Each 32 bytes of quants hold an even group in
 * their low and the next group in their high nibbles.
 */
final class Q4K extends BlockCodec {
    private static final int SIZE = 144;
    private static final int GROUPS = 8;
    private static final int GROUP = 32;
    private static final int SCALES_AT = 4;
    private static final int QUANTS_AT = SCALES_AT + PackedScales.BYTES;

    Q4K() {
        super(DType.Q4_K);
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
                int quants = at + QUANTS_AT + j / 2 * GROUP;
                int shift = j % 2 * 4;
                int to = dstOffset + (block * GROUPS + j) * GROUP;
                for (int i = 0; i < GROUP; i++) {
                    dst[to + i] = scale * (src[quants + i] >> shift & 0xf) - min;
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
        int[] quants = AffineGroups.quantize(src, from, dst, at, 15);
        for (int j = 0; j < GROUPS; j += 2) {
            int to = at + QUANTS_AT + j / 2 * GROUP;
            for (int i = 0; i < GROUP; i++) {
                dst[to + i] = (byte) (quants[j * GROUP + i] | quants[(j + 1) * GROUP + i] << 4);
            }
        }
    }
}
