package org.menura.tensor.dtype;

/**
 * Blocks of 32 elements of 8 bits under one half-precision scale (GGUF's Q8_0): scale d (2 bytes), signed quants q (32
 * bytes); x = d q.
 */
final class Q8 extends BlockCodec {
    private static final int COUNT = 32;
    private static final int SIZE = 34;

    Q8() {
        super(DType.Q8_0);
    }

    @Override
    void decodeBlocks(byte[] src, int blocks, float[] dst, int dstOffset) {
        for (int block = 0; block < blocks; block++) {
            int at = block * SIZE;
            int to = dstOffset + block * COUNT;
            float d = Bytes.half(src, at);
            for (int i = 0; i < COUNT; i++) {
                dst[to + i] = d * src[at + 2 + i];
            }
        }
    }

    @Override
    public boolean canEncode() {
        return true;
    }

    @Override
    void encodeBlock(float[] src, int from, byte[] dst, int at) {
        float d = Math.abs(Extent.extreme(src, from, COUNT)) / 127;
        float inverse = Extent.inverse(d);
        Bytes.putHalf(dst, at, d);
        for (int i = 0; i < COUNT; i++) {
            float scaled = src[from + i] * inverse;
            // Halves go away from zero, as the reference rounds.
            int magnitude = (int) (Math.abs((double) scaled) + 0.5);
            dst[at + 2 + i] = (byte) (scaled < 0 ? -magnitude : magnitude);
        }
    }
}
