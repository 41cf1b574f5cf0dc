package org.menura.tensor.dtype;

/**
 * Super-blocks of 256 elements of 3 bits, in sixteen groups of 16 (GGUF's Q3_K); read only.
 *
 * <p>Layout: third bits (32 bytes), low two bits (64 bytes), scales s of 6 bits (12 bytes), their scale d (2 bytes,
 * half precision). In group j, x = d (s[j] - 32) (q - 4). The block is eight rows of 32 elements: the third bits hold
 * row r in bit r; the low bits are two halves of four rows, row r of a half in bits 2r and 2r + 1. Scales 0 to 7 have
 * their low four bits in the low and scales 8 to 15 in the high nibbles of the first eight bytes; the upper two bits
 * of scale j are bits 2 (j / 4) and up of byte 8 + j mod 4.
 */
final class Q3K extends BlockCodec {
    private static final int SIZE = 110;
    private static final int ROWS = 8;
    private static final int ROW = 32;
    private static final int GROUP = 16;
    private static final int LOW_AT = 32;
    private static final int SCALES_AT = 96;
    private static final int SCALE_AT = 108;

    Q3K() {
        super(DType.Q3_K);
    }

    @Override
    void decodeBlocks(byte[] src, int blocks, float[] dst, int dstOffset) {
        for (int block = 0; block < blocks; block++) {
            int at = block * SIZE;
            float d = Bytes.half(src, at + SCALE_AT);
            for (int row = 0; row < ROWS; row++) {
                int low = at + LOW_AT + row / 4 * ROW;
                int shift = row % 4 * 2;
                int to = dstOffset + (block * ROWS + row) * ROW;
                for (int i = 0; i < ROW; i += GROUP) {
                    float scale = d * (scale(src, at + SCALES_AT, (row * ROW + i) / GROUP) - 32);
                    for (int k = i; k < i + GROUP; k++) {
                        int q = src[low + k] >> shift & 3 | (src[at + k] >> row & 1) << 2;
                        dst[to + k] = scale * (q - 4);
                    }
                }
            }
        }
    }

    private static int scale(byte[] b, int at, int j) {
        int low = b[at + j % 8] >> j / 8 * 4 & 0xf;
        int high = b[at + 8 + j % 4] >> j / 4 * 2 & 3;
        return low | high << 4;
    }
}
