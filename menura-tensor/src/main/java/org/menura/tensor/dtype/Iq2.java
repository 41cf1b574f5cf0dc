package org.menura.tensor.dtype;

/**
 * Super-blocks of 256 elements, in eights that are points of a {@link CodeBook} with signs (GGUF's IQ2_XXS, IQ2_XS and
 * IQ2_S); read only. Scales are of 4 bits: x = d (s + 1/2) / 4 · point.
 */
final class Iq2 {
    private static final int BLOCK = 256;
    private static final int EIGHT = 8;

    private Iq2() {}

    private static float scale(float d, int s) {
        return d * (0.5f + s) * 0.25f;
    }

    /**
     * IQ2_XXS: scale d (2 bytes, half precision), then for each 32 elements 8 bytes: four indices, and 32 bits of which
     * the upper four are the scale and the others four times seven signs.
     */
    static final class Smallest extends BlockCodec {
        private static final int SIZE = 66;

        Smallest() {
            super(DType.IQ2_XXS);
        }

        @Override
        void decodeBlocks(byte[] src, int blocks, float[] dst, int dstOffset) {
            for (int block = 0; block < blocks; block++) {
                int at = block * SIZE;
                float d = Bytes.half(src, at);
                for (int i = 0; i < BLOCK / EIGHT; i++) {
                    int group = at + 2 + i / 4 * 8;
                    int packed = Bytes.int32(src, group + 4);
                    CodeBook.IQ2_XXS.decode(
                            src[group + i % 4] & 0xff,
                            scale(d, packed >>> 28),
                            CodeBook.evenSigns(packed >> 7 * (i % 4) & 0x7f),
                            dst,
                            dstOffset + block * BLOCK + i * EIGHT);
                }
            }
        }
    }

    /**
     * IQ2_XS: scale d (2 bytes, half precision), for each 8 elements 16 bits of which the upper seven are signs and the
     * others the index (64 bytes), scales of 16 elements each (8 bytes, even ones in the low nibbles).
     */
    static final class Small extends BlockCodec {
        private static final int SIZE = 74;
        private static final int SCALES_AT = 66;

        Small() {
            super(DType.IQ2_XS);
        }

        @Override
        void decodeBlocks(byte[] src, int blocks, float[] dst, int dstOffset) {
            for (int block = 0; block < blocks; block++) {
                int at = block * SIZE;
                float d = Bytes.half(src, at);
                for (int i = 0; i < BLOCK / EIGHT; i++) {
                    int packed = (src[at + 2 + 2 * i] & 0xff) | (src[at + 3 + 2 * i] & 0xff) << 8;
                    CodeBook.IQ2_XS.decode(
                            packed & 0x1ff,
                            scale(d, src[at + SCALES_AT + i / 4] >> i / 2 % 2 * 4 & 0xf),
                            CodeBook.evenSigns(packed >> 9),
                            dst,
                            dstOffset + block * BLOCK + i * EIGHT);
                }
            }
        }
    }

    /**
     * IQ2_S: scale d (2 bytes, half precision), for each 8 elements the low bits of the index (32 bytes) and the signs
     * (32 bytes), the upper two bits of the indices (8 bytes), scales of 16 elements each (8 bytes, even ones in the low
     * nibbles).
     */
    static final class Signed extends BlockCodec {
        private static final int SIZE = 82;
        private static final int SIGNS_AT = 34;
        private static final int UPPER_AT = 66;
        private static final int SCALES_AT = 74;

        Signed() {
            super(DType.IQ2_S);
        }

        @Override
        void decodeBlocks(byte[] src, int blocks, float[] dst, int dstOffset) {
            for (int block = 0; block < blocks; block++) {
                int at = block * SIZE;
                float d = Bytes.half(src, at);
                for (int i = 0; i < BLOCK / EIGHT; i++) {
                    int upper = src[at + UPPER_AT + i / 4] >> i % 4 * 2 & 3;
                    CodeBook.IQ2_S.decode(
                            (src[at + 2 + i] & 0xff) | upper << 8,
                            scale(d, src[at + SCALES_AT + i / 4] >> i / 2 % 2 * 4 & 0xf),
                            src[at + SIGNS_AT + i],
                            dst,
                            dstOffset + block * BLOCK + i * EIGHT);
                }
            }
        }
    }
}
