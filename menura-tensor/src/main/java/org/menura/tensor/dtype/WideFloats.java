package org.menura.tensor.dtype;

import java.lang.foreign.MemorySegment;

/** IEEE 754 floats of 32 and 64 bits. */
final class WideFloats {
    private WideFloats() {}

    /** Single precision: a copy. */
    static final class Single32 implements Codec {
        @Override
        public void decode(MemorySegment src, long byteOffset, float[] dst, int dstOffset, int count) {
            MemorySegment.copy(src, Bytes.F32, byteOffset, dst, dstOffset, count);
        }

        @Override
        public void encode(float[] src, int srcOffset, int count, MemorySegment dst, long byteOffset) {
            MemorySegment.copy(src, srcOffset, dst, Bytes.F32, byteOffset, count);
        }
    }

    /** Double precision: decoding rounds to nearest. */
    static final class Double64 implements Codec {
        @Override
        public void decode(MemorySegment src, long byteOffset, float[] dst, int dstOffset, int count) {
            for (int i = 0; i < count; i++) {
                dst[dstOffset + i] = (float) src.get(Bytes.F64, byteOffset + 8L * i);
            }
        }

        @Override
        public void encode(float[] src, int srcOffset, int count, MemorySegment dst, long byteOffset) {
            for (int i = 0; i < count; i++) {
                dst.set(Bytes.F64, byteOffset + 8L * i, src[srcOffset + i]);
            }
        }
    }
}
