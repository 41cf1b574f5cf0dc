package org.menura.tensor.dtype;

import java.util.Arrays;

/**
 * Super-blocks of 256 elements of 6 bits, in sixteen groups of 16 (GGUF's Q6_K).
 *
 * <p>Layout: low four bits (128 bytes), upper two bits (64 bytes), signed scales s (16 bytes), their scale d (2 bytes,
 * half precision). In group j, x = d s[j] (q - 32). Each half of the block is four rows of 32 elements: its 64 bytes of
 * low bits hold rows 0 and 1 in their low and rows 2 and 3 in their high nibbles, its 32 bytes of upper bits row r in
 * bits 2r and 2r + 1.
 */
final class Q6K extends BlockCodec {
    private static final int SIZE = 210;
    private static final int ROWS = 8;
    private static final int ROW = 32;
    private static final int GROUP = 16;
    private static final int HIGH_AT = 128;
    private static final int SCALES_AT = 192;
    private static final int SCALE_AT = 208;

    Q6K() {
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

    @Override
    public boolean canEncode() {
        return true;
    }

    @Override
    void encodeBlock(float[] src, int from, byte[] dst, int at) {
        float[] scales = new float[ROWS * ROW / GROUP];
        for (int j = 0; j < scales.length; j++) {
            scales[j] = ScaleSearch.symmetric(src, from + j * GROUP, GROUP, Q6K::nearest, -32, 0.1f, 9);
        }
        // The scale of largest magnitude takes -128, the end of the range that reaches further.
        float d = Bytes.putHalf(dst, at + SCALE_AT, Extent.extreme(scales, 0, scales.length) / -128);
        float inverse = Extent.inverse(d);
        Arrays.fill(dst, at, at + SCALES_AT, (byte) 0);
        for (int j = 0; j < scales.length; j++) {
            int scale = Math.clamp((int) Math.rint(scales[j] * inverse), -128, 127);
            dst[at + SCALES_AT + j] = (byte) scale;
            float inverseScale = Extent.inverse(d * scale);
            for (int i = j * GROUP; i < (j + 1) * GROUP; i++) {
                put(dst, at, i, 32 + (int) nearest(src[from + i] * inverseScale));
            }
        }
    }

    private static float nearest(float v) {
        return (float) Math.clamp(Math.rint(v), -32, 31);
    }

    /** Adds the bits of quant {@code i} of a block whose quants are zero. */
    private static void put(byte[] dst, int at, int i, int quant) {
        int row = i / ROW;
        dst[at + low(row) + i % ROW] |= (byte) ((quant & 0xf) << lowShift(row));
        dst[at + high(row) + i % ROW] |= (byte) (quant >> 4 << highShift(row));
    }
}
