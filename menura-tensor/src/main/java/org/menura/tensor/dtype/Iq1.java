package org.menura.tensor.dtype;

/**
 * Super-blocks of 256 elements, in eights that are points of a {@link CodeBook} shifted by an eighth (GGUF's IQ1_S and
 * IQ1_M); read only. Scales s are of 3 bits: x = d (2 s + 1) (point ± 1/8).
 */
final class Iq1 {
    private static final int BLOCK = 256;
    private static final int EIGHT = 8;
    private static final float SHIFT = 0.125f;

    private Iq1() {}

    /**
     * IQ1_S: scale d (2 bytes, half precision), the low bits of an index for each 8 elements (32 bytes), then 16 bits for
     * each 32 elements: three upper bits of each of the four indices, the scale in bits 12 to 14, and whether to shift
     * down.
     */
    static final class Small extends BlockCodec {
        private static final int SIZE = 50;
        private static final int UPPER_AT = 34;

        Small() {
            super(DType.IQ1_S);
        }

        @Override
        void decodeBlocks(byte[] src, int blocks, float[] dst, int dstOffset) {
            for (int block = 0; block < blocks; block++) {
                int at = block * SIZE;
                float d = Bytes.half(src, at);
                for (int i = 0; i < BLOCK / EIGHT; i++) {
                    int group = at + UPPER_AT + i / 4 * 2;
                    int packed = (src[group] & 0xff) | (src[group + 1] & 0xff) << 8;
                    CodeBook.IQ1.decodeShifted(
                            (src[at + 2 + i] & 0xff) | (packed >> 3 * (i % 4) & 7) << 8,
                            d * (2 * (packed >> 12 & 7) + 1),
                            packed >> 15 == 0 ? SHIFT : -SHIFT,
                            dst,
                            dstOffset + block * BLOCK + i * EIGHT);
                }
            }
        }
    }

    /**
     * IQ1_M: the low bits of an index for each 8 elements (32 bytes), a nibble for each 8 elements of three upper bits and
     * whether to shift down (16 bytes), then four times 16 bits: scales of 16 elements each in the low twelve bits, and
     * in the upper four a part of the scale d of half precision, its lowest bits first.
     */
    static final class Medium extends BlockCodec {
        private static final int SIZE = 56;
        private static final int UPPER_AT = 32;
        private static final int SCALES_AT = 48;

        Medium() {
            super(DType.IQ1_M);
        }

        @Override
        void decodeBlocks(byte[] src, int blocks, float[] dst, int dstOffset) {
            for (int block = 0; block < blocks; block++) {
                int at = block * SIZE;
                float d = scale(src, at + SCALES_AT);
                for (int i = 0; i < BLOCK / EIGHT; i++) {
                    int upper = src[at + UPPER_AT + i / 2] >> i % 2 * 4;
                    int scales = at + SCALES_AT + i / 8 * 2;
                    int packed = (src[scales] & 0xff) | (src[scales + 1] & 0xff) << 8;
                    CodeBook.IQ1.decodeShifted(
                            (src[at + i] & 0xff) | (upper & 7) << 8,
                            d * (2 * (packed >> i / 2 % 4 * 3 & 7) + 1),
                            (upper & 8) == 0 ? SHIFT : -SHIFT,
                            dst,
                            dstOffset + block * BLOCK + i * EIGHT);
                }
            }
        }

        private static float scale(byte[] src, int at) {
            int bits = 0;
            for (int i = 0; i < 4; i++) {
                bits |= (src[at + 2 * i + 1] >> 4 & 0xf) << 4 * i;
            }
            return Float.float16ToFloat((short) bits);
        }
    }
}
