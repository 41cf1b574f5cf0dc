package org.menura.tensor.dtype;

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

    /**
     * Stores {@code value} in half precision at {@code at} and answers what a reader will see.
     *
     * @throws IllegalArgumentException if the value is beyond the largest half-precision number
     */
    static float putHalf(byte[] b, int at, float value) {
        short bits = Float.floatToFloat16(value);
        float stored = Float.float16ToFloat(bits);
        if (!Float.isFinite(stored)) {
            throw new IllegalArgumentException(
                    "block scale %s is too large for half precision: the weights cannot be quantised".formatted(value));
        }
        b[at] = (byte) bits;
        b[at + 1] = (byte) (bits >> 8);
        return stored;
    }

    /** Returns x with its sign turned if bit 0 of {@code sign} is set; without a branch, which could not be foreseen. */
    static float turned(float x, int sign) {
        return Float.intBitsToFloat(Float.floatToRawIntBits(x) ^ sign << 31);
    }

    /** The 32-bit integer at {@code at}. */
    static int int32(byte[] b, int at) {
        return (b[at] & 0xff) | (b[at + 1] & 0xff) << 8 | (b[at + 2] & 0xff) << 16 | b[at + 3] << 24;
    }

    /** Stores a 32-bit integer at {@code at}. */
    static void putInt32(byte[] b, int at, int value) {
        for (int i = 0; i < 4; i++) {
            b[at + i] = (byte) (value >> 8 * i);
        }
    }
}
