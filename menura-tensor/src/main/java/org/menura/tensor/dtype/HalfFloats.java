package org.menura.tensor.dtype;

import java.lang.foreign.MemorySegment;

/** Floats of 16 bits. Encoding rounds to nearest, ties to even; what is too large becomes infinite. */
final class HalfFloats {
    /** Elements converted at a time: large enough for the copy to be cheap, small enough for the first-level cache. */
    private static final int CHUNK = 1024;

    private HalfFloats() {}

    /** IEEE 754 half precision: 5 exponent bits, 10 mantissa bits. */
    static final class Ieee implements Codec {
        @Override
        public void decode(MemorySegment src, long byteOffset, float[] dst, int dstOffset, int count) {
            short[] bits = new short[Math.min(count, CHUNK)];
            for (int done = 0; done < count; done += CHUNK) {
                int n = Math.min(CHUNK, count - done);
                MemorySegment.copy(src, Bytes.I16, byteOffset + 2L * done, bits, 0, n);
                int to = dstOffset + done;
                for (int i = 0; i < n; i++) {
                    dst[to + i] = Float.float16ToFloat(bits[i]);
                }
            }
        }

        @Override
        public void encode(float[] src, int srcOffset, int count, MemorySegment dst, long byteOffset) {
            short[] bits = new short[Math.min(count, CHUNK)];
            for (int done = 0; done < count; done += CHUNK) {
                int n = Math.min(CHUNK, count - done);
                int from = srcOffset + done;
                for (int i = 0; i < n; i++) {
                    bits[i] = Float.floatToFloat16(src[from + i]);
                }
                MemorySegment.copy(bits, 0, dst, Bytes.I16, byteOffset + 2L * done, n);
            }
        }
    }

    /** "Bf16" floats: the upper half of a single-precision float. */
    static final class Bf16 implements Codec {
        @Override
        public void decode(MemorySegment src, long byteOffset, float[] dst, int dstOffset, int count) {
            short[] bits = new short[Math.min(count, CHUNK)];
            for (int done = 0; done < count; done += CHUNK) {
                int n = Math.min(CHUNK, count - done);
                MemorySegment.copy(src, Bytes.I16, byteOffset + 2L * done, bits, 0, n);
                int to = dstOffset + done;
                for (int i = 0; i < n; i++) {
                    dst[to + i] = Float.intBitsToFloat(bits[i] << 16);
                }
            }
        }

        @Override
        public void encode(float[] src, int srcOffset, int count, MemorySegment dst, long byteOffset) {
            short[] bits = new short[Math.min(count, CHUNK)];
            for (int done = 0; done < count; done += CHUNK) {
                int n = Math.min(CHUNK, count - done);
                int from = srcOffset + done;
                for (int i = 0; i < n; i++) {
                    bits[i] = bf16(src[from + i]);
                }
                MemorySegment.copy(bits, 0, dst, Bytes.I16, byteOffset + 2L * done, n);
            }
        }

        private static short bf16(float value) {
            int bits = Float.floatToRawIntBits(value);
            if (Float.isNaN(value)) {
                // Rounding could carry a NaN's mantissa into the sign; setting the quiet bit keeps it a NaN.
                return (short) (bits >>> 16 | 0x40);
            }
            return (short) ((bits + 0x7fff + (bits >>> 16 & 1)) >>> 16);
        }
    }
}
