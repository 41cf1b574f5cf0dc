package org.menura.tensor.codec;

import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/** Little-endian access to stored elements. */
final class Bytes {
    static final ValueLayout.OfShort I16 = ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    static final ValueLayout.OfInt I32 = ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    static final ValueLayout.OfLong I64 = ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    static final ValueLayout.OfFloat F32 = ValueLayout.JAVA_FLOAT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    static final ValueLayout.OfDouble F64 = ValueLayout.JAVA_DOUBLE_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    private Bytes() {}

    /** The half-precision float at {@code at}. */
    static float half(byte[] b, int at) {
        return Float.float16ToFloat((short) ((b[at] & 0xff) | b[at + 1] << 8));
    }

    /** Stores {@code value} in half precision at {@code at} and answers what a reader will see. */
    static float putHalf(byte[] b, int at, float value) {
        short bits = Float.floatToFloat16(value);
        b[at] = (byte) bits;
        b[at + 1] = (byte) (bits >> 8);
        return Float.float16ToFloat(bits);
    }
}
