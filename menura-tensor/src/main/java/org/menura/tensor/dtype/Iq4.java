package org.menura.tensor.dtype;

/**
 * Elements of 4 bits that index a table of unevenly spaced values (GGUF's IQ4_NL and IQ4_XS).
 *
 * <p>Each 16 bytes of indices hold element i of a group of 32 in the low and element i + 16 in the high nibble of byte
 * i.
 */
final class Iq4 {
    private static final int HALF = 16;

    /** The values, ascending: denser about zero, where weights are. */
    private static final byte[] VALUES = {-127, -104, -83, -65, -49, -35, -22, -10, 1, 13, 25, 38, 53, 69, 89, 113};

    private Iq4() {}

    private static int index(float v) {
        int i = 0;
        while (i < VALUES.length - 1 && v > (VALUES[i] + VALUES[i + 1]) * 0.5f) {
            i++;
        }
        return i;
    }

    private static void decodeGroup(byte[] src, int at, float scale, float[] dst, int to) {
        for (int i = 0; i < HALF; i++) {
            int q = src[at + i];
            dst[to + i] = scale * VALUES[q & 0xf];
            dst[to + HALF + i] = scale * VALUES[q >> 4 & 0xf];
        }
    }

    /** IQ4_NL, blocks of 32: scale d (2 bytes, half precision), indices q (16 bytes); x = d value[q]. */
    static final class Small extends BlockCodec {
        private static final int SIZE = 18;

        Small() {
            super(DType.IQ4_NL);
        }

        @Override
        void decodeBlocks(byte[] src, int blocks, float[] dst, int dstOffset) {
            for (int block = 0; block < blocks; block++) {
                int at = block * SIZE;
                decodeGroup(src, at + 2, Bytes.half(src, at), dst, dstOffset + block * 2 * HALF);
            }
        }

        @Override
        public boolean canEncode() {
            return true;
        }

        @Override
        void encodeBlock(float[] src, int from, byte[] dst, int at) {
            float wanted = ScaleSearch.symmetric(src, from, 2 * HALF, v -> VALUES[index(v)], VALUES[0], 1, 7);
            float inverse = Extent.inverse(Bytes.putHalf(dst, at, wanted));
            for (int i = 0; i < HALF; i++) {
                int low = index(src[from + i] * inverse);
                dst[at + 2 + i] = (byte) (low | index(src[from + HALF + i] * inverse) << 4);
            }
        }
    }

    /**
     * IQ4_XS, super-blocks of 256 in eight groups of 32; read only.
     *
     * <p>Layout: scale d (2 bytes, half precision), upper two bits of the scales s (2 bytes, group j from bit 2j on),
     * their low four bits (4 bytes, even groups in the low nibbles), indices q (128 bytes). In group j, x = d (s[j] -
     * 32) value[q].
     */
    static final class Large extends BlockCodec {
        private static final int SIZE = 136;
        private static final int GROUPS = 8;
        private static final int INDICES_AT = 8;

        Large() {
            super(DType.IQ4_XS);
        }

        @Override
        void decodeBlocks(byte[] src, int blocks, float[] dst, int dstOffset) {
            for (int block = 0; block < blocks; block++) {
                int at = block * SIZE;
                float d = Bytes.half(src, at);
                int upper = (src[at + 2] & 0xff) | (src[at + 3] & 0xff) << 8;
                for (int j = 0; j < GROUPS; j++) {
                    int low = src[at + 4 + j / 2] >> j % 2 * 4 & 0xf;
                    float scale = d * ((low | (upper >> 2 * j & 3) << 4) - 32);
                    int to = dstOffset + (block * GROUPS + j) * 2 * HALF;
                    decodeGroup(src, at + INDICES_AT + j * HALF, scale, dst, to);
                }
            }
        }
    }
}
