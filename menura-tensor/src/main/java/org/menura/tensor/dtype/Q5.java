package org.menura.tensor.dtype;

/**
 * Blocks of 32 elements of 5 bits under one half-precision scale (GGUF's Q5_0 and Q5_1).
 *
 * <p>The fifth bit of element i is bit i of a 32-bit word; 16 bytes hold the low four bits, those of element i in the
 * low and those of element i + 16 in the high nibble of byte i.
 */
final class Q5 {
    private static final int HALF = 16;

    private Q5() {}

    private static int low(int nibbles, int high, int i) {
        return nibbles & 0xf | (high >> i & 1) << 4;
    }

    private static int upper(int nibbles, int high, int i) {
        return nibbles >> 4 & 0xf | (high >> i + HALF & 1) << 4;
    }

    private static void pack(byte[] dst, int at, int[] quants) {
        int high = 0;
        for (int i = 0; i < 2 * HALF; i++) {
            high |= quants[i] >> 4 << i;
        }
        Bytes.putInt32(dst, at, high);
        for (int i = 0; i < HALF; i++) {
            dst[at + 4 + i] = (byte) (quants[i] & 0xf | quants[i + HALF] << 4);
        }
    }

    /** Q5_0: scale d (2 bytes), fifth bits (4 bytes), low bits (16 bytes); x = d (q - 16). */
    static final class Scaled extends BlockCodec {
        private static final int SIZE = 22;

        Scaled() {
            super(DType.Q5_0);
        }

        @Override
        void decodeBlocks(byte[] src, int blocks, float[] dst, int dstOffset) {
            for (int block = 0; block < blocks; block++) {
                int at = block * SIZE;
                int to = dstOffset + block * 2 * HALF;
                float d = Bytes.half(src, at);
                int high = Bytes.int32(src, at + 2);
                for (int i = 0; i < HALF; i++) {
                    int q = src[at + 6 + i];
                    dst[to + i] = d * (low(q, high, i) - 16);
                    dst[to + HALF + i] = d * (upper(q, high, i) - 16);
                }
            }
        }

        @Override
        public boolean canEncode() {
            return true;
        }

        /** The element of largest magnitude takes -16, the end of the range that reaches further. */
        @Override
        void encodeBlock(float[] src, int from, byte[] dst, int at) {
            float d = Extent.extreme(src, from, 2 * HALF) / -16;
            float inverse = Extent.inverse(d);
            int[] quants = new int[2 * HALF];
            for (int i = 0; i < quants.length; i++) {
                quants[i] = Math.min(31, (int) (src[from + i] * inverse + 16.5f));
            }
            Bytes.putHalf(dst, at, d);
            pack(dst, at + 2, quants);
        }
    }

    /** Q5_1: scale d (2 bytes), minimum m (2 bytes), fifth bits (4 bytes), low bits (16 bytes); x = d q + m. */
    static final class Shifted extends BlockCodec {
        private static final int SIZE = 24;

        Shifted() {
            super(DType.Q5_1);
        }

        @Override
        void decodeBlocks(byte[] src, int blocks, float[] dst, int dstOffset) {
            for (int block = 0; block < blocks; block++) {
                int at = block * SIZE;
                int to = dstOffset + block * 2 * HALF;
                float d = Bytes.half(src, at);
                float m = Bytes.half(src, at + 2);
                int high = Bytes.int32(src, at + 4);
                for (int i = 0; i < HALF; i++) {
                    int q = src[at + 8 + i];
                    dst[to + i] = d * low(q, high, i) + m;
                    dst[to + HALF + i] = d * upper(q, high, i) + m;
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
            float d = (Extent.max(src, from, 2 * HALF) - min) / 31;
            float inverse = Extent.inverse(d);
            int[] quants = new int[2 * HALF];
            for (int i = 0; i < quants.length; i++) {
                quants[i] = Math.min(31, (int) ((src[from + i] - min) * inverse + 0.5f));
            }
            Bytes.putHalf(dst, at, d);
            Bytes.putHalf(dst, at + 2, min);
            pack(dst, at + 4, quants);
        }
    }
}
