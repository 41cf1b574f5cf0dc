package org.menura.tensor.cpu.dequant;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** Reads the numbers of stored blocks from bytes; needs no vectors, so plain kernels may use it. */
public final class LittleEndian {
    private static final VarHandle SHORT = MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle INT = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);

    private LittleEndian() {}

    /** The half-precision number at {@code at}. */
    public static float half(byte[] b, int at) {
        return Float.float16ToFloat((short) SHORT.get(b, at));
    }

    /** The signed 16-bit integer at {@code at}. */
    public static int int16(byte[] b, int at) {
        return (short) SHORT.get(b, at);
    }

    /** The 32-bit integer at {@code at}. */
    public static int int32(byte[] b, int at) {
        return (int) INT.get(b, at);
    }
}
