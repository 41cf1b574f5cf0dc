package org.menura.tensor.dtype;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/** Integers and booleans read as floats, rounded to nearest beyond 24 bits. They are never written from floats. */
record Integers(DType dtype) implements Codec {
    @Override
    public void decode(MemorySegment src, long byteOffset, float[] dst, int dstOffset, int count) {
        for (int i = 0; i < count; i++) {
            dst[dstOffset + i] = switch (dtype) {
                case I64 -> src.get(Bytes.I64, byteOffset + 8L * i);
                case I32 -> src.get(Bytes.I32, byteOffset + 4L * i);
                case I16 -> src.get(Bytes.I16, byteOffset + 2L * i);
                case I8 -> src.get(ValueLayout.JAVA_BYTE, byteOffset + i);
                case U8 -> src.get(ValueLayout.JAVA_BYTE, byteOffset + i) & 0xff;
                case BOOL -> src.get(ValueLayout.JAVA_BYTE, byteOffset + i) == 0 ? 0 : 1;
                default -> throw new IllegalStateException(dtype + " elements are not integers");
            };
        }
    }

    @Override
    public boolean canEncode() {
        return false;
    }

    @Override
    public void encode(float[] src, int srcOffset, int count, MemorySegment dst, long byteOffset) {
        throw new IllegalArgumentException("floats cannot be stored as " + dtype + "; choose a float type");
    }
}
