package org.menura.tensor.dtype;

/**
 * Super-blocks of 256 elements of 2 bits, in sixteen groups of 16 (GGUF's Q2_K); read only.
 *
 * <p>Layout: scales s and minima t in the low and high nibbles of 16 bytes, quants q (64 bytes), scale d of the scales
 * and scale m of the minima (2 bytes each, half precision). In group j, x = d s[j] q - m t[j]. Each half of the block
 * is four rows of 32 elements: its 32 bytes of quants hold row r in bits 2r and 2r + 1.
 */
final class Q2K extends BlockCodec {
    private static final int SIZE = 84;
    private static final int ROWS = 8;
    private static final int ROW = 32;
    private static final int GROUP = 16;
    private static final int QUANTS_AT = 16;
    private static final int SCALE_AT = 80;

    Q2K() {
        super(DType.Q2_K);
    }

    @Override
    void decodeBlocks(byte[] src, int blocks, float[] dst, int dstOffset) {
        for (int block = 0; block < blocks; block++) {
            int at = block * SIZE;
            float d = Bytes.half(src, at + SCALE_AT);
            float m = Bytes.half(src, at + SCALE_AT + 2);
            for (int row = 0; row < ROWS; row++) {
                int quants = at + QUANTS_AT + row / 4 * ROW;
                int shift = row % 4 * 2;
                int to = dstOffset + (block * ROWS + row) * ROW;
                for (int i = 0; i < ROW; i += GROUP) {
                    int packed = src[at + (row * ROW + i) / GROUP];
                    float scale = d * (packed & 0xf);
                    float min = m * (packed >> 4 & 0xf);
                    for (int k = i; k < i + GROUP; k++) {
                        dst[to + k] = scale * (src[quants + k] >> shift & 3) - min;
                    }
                }
            }
        }
    }
}
