package org.menura.tensor.dtype;

/**
 * Blocks of 32 elements of 4 bits under one half-precision scale (GGUF's Q4_0 and Q4_1).
 *
 * <p>The 16 bytes of quants hold element i in the low and element i + 16 in the high nibble of byte i.
 */
final class Q4 {
    private static final int HALF = 16;

    private Q4() {}

    private static void pack(byte[] dst, int at, int i, int low, int high) {
        dst[at + i] = (byte) (low | high << 4);
    }

    /** Q4_0: scale d (2 bytes), quants q (16 bytes); x = d (q - 8). */
    static final class Scaled extends BlockCodec {
        private static final int SIZE = 18;

        Scaled() {
            super(DType.Q4_0);
        }

        @Override
        void decodeBlocks(byte[] src, int blocks, float[] dst, int dstOffset) {
            for (int block = 0; block < blocks; block++) {
                int at = block * SIZE;
                int to = dstOffset + block * 2 * HALF;
                float d = Bytes.half(src, at);
                for (int i = 0; i < HALF; i++) {
                    int q = src[at + 2 + i];
                    dst[to + i] = d * ((q & 0xf) - 8);
                    dst[to + HALF + i] = d * ((q >> 4 & 0xf) - 8);
                }
            }
        }

        @Override
        public boolean canEncode() {
            return true;
        }

        /** The element of largest magnitude takes -8, the end of the range that reaches further. */
        @Override
        void encodeBlock(float[] src, int from, byte[] dst, int at) {
            float d = Extent.extreme(src, from, 2 * HALF) / -8;
            float inverse = Extent.inverse(d);
            Bytes.putHalf(dst, at, d);
            for (int i = 0; i < HALF; i++) {
                pack(dst, at + 2, i, quant(src[from + i] * inverse), quant(src[from + HALF + i] * inverse));
            }
        }

        private static int quant(float scaled) {
            return Math.min(15, (int) (scaled + 8.5f));
        }
    }

    /** Q4_1: scale d (2 bytes), minimum m (2 bytes), quants q (16 bytes); x = d q + m. */
    static final class Shifted extends BlockCodec {
        private static final int SIZE = 20;

        Shifted() {
            super(DType.Q4_1);
        }

        @Override
        void decodeBlocks(byte[] src, int blocks, float[] dst, int dstOffset) {
            for (int block = 0; block < blocks; block++) {
                int at = block * SIZE;
                int to = dstOffset + block * 2 * HALF;
                float d = Bytes.half(src, at);
                float m = Bytes.half(src, at + 2);
                for (int i = 0; i < HALF; i++) {
                    int q = src[at + 4 + i];
                    dst[to + i] = d * (q & 0xf) + m;
                    dst[to + HALF + i] = d * (q >> 4 & 0xf) + m;
                }
            }
        }

        @Override
        public boolean canEncode() {
            return true;
        }

        @Override
        void encodeBlock(float[] src, int from, byte[] dst, int at) {
            float min = Extent.min(src, from, 2 * HALF);
            float d = (Extent.max(src, from, 2 * HALF) - min) / 15;
            float inverse = Extent.inverse(d);
            Bytes.putHalf(dst, at, d);
            Bytes.putHalf(dst, at + 2, min);
            for (int i = 0; i < HALF; i++) {
                int low = quant((src[from + i] - min) * inverse);
                int high = quant((src[from + HALF + i] - min) * inverse);
                pack(dst, at + 4, i, low, high);
            }
        }

        private static int quant(float scaled) {
            return Math.min(15, (int) (scaled + 0.5f));
        }
    }
}
