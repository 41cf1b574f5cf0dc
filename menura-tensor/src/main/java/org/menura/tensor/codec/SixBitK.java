package org.menura.tensor.codec;

import org.menura.tensor.DType;

/**
 * Super-blocks of 256 elements of 6 bits, in sixteen groups of 16 (GGUF's Q6_K).
 *
 * <p>Layout: low four bits (128 bytes), upper two bits (64 bytes), signed scales s (16 bytes), their scale d (2 bytes,
 * half precision). In group j, x = d s[j] (q - 32). Each half of the block is four rows of 32 elements: its 64 bytes of
 * low bits hold rows 0 and 1 in their low and rows 2 and 3 in their high nibbles, its 32 bytes of upper bits row r in
 * bits 2r and 2r + 1.
 */
final class SixBitK extends BlockCodec {
    private static final int SIZE = 210;
    private static final int ROWS = 8;
    private static final int ROW = 32;
    private static final int GROUP = 16;
    private static final int HIGH_AT = 128;
    private static final int SCALES_AT = 192;
    private static final int SCALE_AT = 208;

    SixBitK() {
        super(DType.Q6_K);
    }

    @Override
    void decodeBlocks(byte[] src, int blocks, float[] dst, int dstOffset) {
        for (int block = 0; block < blocks; block++) {
            int at = block * SIZE;
            float d = Bytes.half(src, at + SCALE_AT);
            for (int row = 0; row < ROWS; row++) {
                int low = at + low(row);
                int high = at + high(row);
                int lowShift = lowShift(row);
                int highShift = highShift(row);
                for (int i = 0; i < ROW; i += GROUP) {
                    float scale = d * src[at + SCALES_AT + (row * ROW + i) / GROUP];
                    int to = dstOffset + (block * ROWS + row) * ROW;
                    for (int k = i; k < i + GROUP; k++) {
                        int q = src[low + k] >> lowShift & 0xf | (src[high + k] >> highShift & 3) << 4;
                        dst[to + k] = scale * (q - 32);
                    }
                }
            }
        }
    }

    private static int low(int row) {
        return row / 4 * 2 * ROW + row % 2 * ROW;
    }

    private static int lowShift(int row) {
        return row / 2 % 2 * 4;
    }

    private static int high(int row) {
        return HIGH_AT + row / 4 * ROW;
    }

    private static int highShift(int row) {
        return row % 4 * 2;
    }
}
