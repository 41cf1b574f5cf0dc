package org.menura.tensor.dtype;

/**
 * Super-blocks of 256 elements, in fours that are points of a {@link CodeBook} with signs (GGUF's IQ3_XXS and IQ3_S);
 * read only.
 */
final class Iq3 {
    private static final int BLOCK = 256;
    private static final int FOUR = 4;

    private Iq3() {}

    /**
     * IQ3_XXS: scale d (2 bytes, half precision), an index for each 4 elements (64 bytes), then 32 bits for each 32
     * elements, of which the upper four are the scale s and the others four times seven signs; x = d (s + 1/2) / 2 ·
     * point.
     */
    static final class Smallest extends BlockCodec {
        private static final int SIZE = 98;
        private static final int SIGNS_AT = 66;

        Smallest() {
            super(DType.IQ3_XXS);
        }

        @Override
        void decodeBlocks(byte[] src, int blocks, float[] dst, int dstOffset) {
            for (int block = 0; block < blocks; block++) {
                int at = block * SIZE;
                float d = Bytes.half(src, at);
                for (int i = 0; i < BLOCK / FOUR; i++) {
                    int packed = Bytes.int32(src, at + SIGNS_AT + i / 8 * 4);
                    int eight = CodeBook.evenSigns(packed >> 7 * (i / 2 % 4) & 0x7f);
                    CodeBook.IQ3_XXS.decode(
                            src[at + 2 + i] & 0xff,
                            d * (0.5f + (packed >>> 28)) * 0.5f,
                            eight >> i % 2 * FOUR,
                            dst,
                            dstOffset + block * BLOCK + i * FOUR);
                }
            }
        }
    }

    /**
     * IQ3_S: scale d (2 bytes, half precision), the low bits of an index for each 4 elements (64 bytes), their upper bits
     * (8 bytes), signs (32 bytes), scales s of 32 elements each (4 bytes, even ones in the low nibbles); x = d (2 s + 1) ·
     * point.
     */
    static final class Signed extends BlockCodec {
        private static final int SIZE = 110;
        private static final int UPPER_AT = 66;
        private static final int SIGNS_AT = 74;
        private static final int SCALES_AT = 106;

        Signed() {
            super(DType.IQ3_S);
        }

        @Override
        void decodeBlocks(byte[] src, int blocks, float[] dst, int dstOffset) {
            for (int block = 0; block < blocks; block++) {
                int at = block * SIZE;
                float d = Bytes.half(src, at);
                for (int i = 0; i < BLOCK / FOUR; i++) {
                    int upper = src[at + UPPER_AT + i / 8] >> i % 8 & 1;
                    int s = src[at + SCALES_AT + i / 16] >> i / 8 % 2 * 4 & 0xf;
                    CodeBook.IQ3_S.decode(
                            (src[at + 2 + i] & 0xff) | upper << 8,
                            d * (1 + 2 * s),
                            src[at + SIGNS_AT + i / 2] >> i % 2 * FOUR,
                            dst,
                            dstOffset + block * BLOCK + i * FOUR);
                }
            }
        }
    }
}
