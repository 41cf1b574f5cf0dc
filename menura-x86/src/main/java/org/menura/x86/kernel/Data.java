package org.menura.x86.kernel;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.function.IntUnaryOperator;

/** Constants that lie beside code. */
final class Data {
    private Data() {}

    static byte[] bytes(int count, IntUnaryOperator value) {
        byte[] to = new byte[count];
        for (int i = 0; i < count; i++) {
            to[i] = (byte) value.applyAsInt(i);
        }
        return to;
    }

    static byte[] ints(int count, IntUnaryOperator value) {
        ByteBuffer to = ByteBuffer.allocate(count * Integer.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        for (int i = 0; i < count; i++) {
            to.putInt(value.applyAsInt(i));
        }
        return to.array();
    }

    /** 64-bit integers: one number in the lower, another in the upper half. */
    static byte[] halves(int lower, int upper) {
        return ints(16, i -> i % 2 != 0 ? 0 : i < 8 ? lower : upper);
    }

    /** Floats by their numbers. */
    interface Floats {
        float at(int i);
    }

    static byte[] floats(int count, Floats value) {
        return ints(count, i -> Float.floatToRawIntBits(value.at(i)));
    }
}
