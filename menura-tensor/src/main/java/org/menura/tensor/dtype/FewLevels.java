package org.menura.tensor.dtype;

/** Elements of few levels under one scale: minus one, zero and one (GGUF's TQ1_0 and TQ2_0), and Q1_0 and Q2_0; read only. */
final class FewLevels {
    private FewLevels() {}

    /**
     * TQ1_0, blocks of 256: bytes of five digits to the base of three (48 bytes; 32 of them hold element i, i + 32, …, i +
     * 128, then 16 hold i + 160, i + 176, …), bytes of four digits (4 bytes, of element i + 240, i + 244, …), scale d (2
     * bytes, half precision); a byte b is 256/243 of its number, rounded up, so digit n is the upper byte of 3 (3<sup>n</sup>
     * b mod 256).
     */
    static final class Digits extends BlockCodec {
        private static final int SIZE = 54;
        private static final int SCALE_AT = 52;

        Digits() {
            super(DType.TQ1_0);
        }

        @Override
        void decodeBlocks(byte[] src, int blocks, float[] dst, int dstOffset) {
            for (int block = 0; block < blocks; block++) {
                int at = block * SIZE;
                float d = Bytes.half(src, at + SCALE_AT);
                int to = dstOffset + block * 256;
                decodeRows(src, at, 32, 5, d, dst, to);
                decodeRows(src, at + 32, 16, 5, d, dst, to + 160);
                decodeRows(src, at + 48, 4, 4, d, dst, to + 240);
            }
        }

        private static void decodeRows(byte[] src, int at, int bytes, int digits, float d, float[] dst, int to) {
            for (int i = 0; i < bytes; i++) {
                int b = src[at + i] & 0xff;
                for (int n = 0; n < digits; n++) {
                    dst[to + n * bytes + i] = d * ((b * 3 >> 8) - 1);
                    b = b * 3 & 0xff;
                }
            }
        }
    }

    /**
     * TQ2_0, blocks of 256: quants q (64 bytes; of each half of the block, its 32 bytes hold row r of 32 elements in bits
     * 2r and 2r + 1), scale d (2 bytes, half precision); x = d (q - 1).
     */
    static final class Pairs extends BlockCodec {
        private static final int SIZE = 66;
        private static final int SCALE_AT = 64;
        private static final int ROW = 32;

        Pairs() {
            super(DType.TQ2_0);
        }

        @Override
        void decodeBlocks(byte[] src, int blocks, float[] dst, int dstOffset) {
            for (int block = 0; block < blocks; block++) {
                int at = block * SIZE;
                float d = Bytes.half(src, at + SCALE_AT);
                for (int i = 0; i < 256; i++) {
                    int row = i / ROW;
                    int q = src[at + row / 4 * ROW + i % ROW] >> row % 4 * 2 & 3;
                    dst[dstOffset + block * 256 + i] = d * (q - 1);
                }
            }
        }
    }

    /** Q1_0, blocks of 128: scale d (2 bytes, half precision), a bit for each element (16 bytes); x = d, or -d where it is 0. */
    static final class Bits extends BlockCodec {
        private static final int SIZE = 18;
        private static final int BLOCK = 128;

        Bits() {
            super(DType.Q1_0);
        }

        @Override
        void decodeBlocks(byte[] src, int blocks, float[] dst, int dstOffset) {
            for (int block = 0; block < blocks; block++) {
                int at = block * SIZE;
                float d = Bytes.half(src, at);
                for (int i = 0; i < BLOCK; i++) {
                    dst[dstOffset + block * BLOCK + i] = Bytes.turned(-d, src[at + 2 + i / 8] >> i % 8);
                }
            }
        }
    }

    /** Q2_0, blocks of 64: scale d (2 bytes, half precision), two bits q for each element (16 bytes); x = d (q - 1). */
    static final class Fours extends BlockCodec {
        private static final int SIZE = 18;
        private static final int BLOCK = 64;

        Fours() {
            super(DType.Q2_0);
        }

        @Override
        void decodeBlocks(byte[] src, int blocks, float[] dst, int dstOffset) {
            for (int block = 0; block < blocks; block++) {
                int at = block * SIZE;
                float d = Bytes.half(src, at);
                for (int i = 0; i < BLOCK; i++) {
                    dst[dstOffset + block * BLOCK + i] = d * ((src[at + 2 + i / 4] >> i % 4 * 2 & 3) - 1);
                }
            }
        }
    }
}
