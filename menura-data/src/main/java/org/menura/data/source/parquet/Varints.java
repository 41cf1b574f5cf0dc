package org.menura.data.source.parquet;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import org.menura.format.FormatException;

/** Reads integers of seven bits a byte, the lowest first (LEB128). */
final class Varints {
    private static final int BITS = 7;

    private Varints() {}

    /**
     * Reads one without a sign.
     *
     * @throws BufferUnderflowException if it ends behind the buffer
     * @throws FormatException if it has more than ten bytes
     */
    static long unsigned(ByteBuffer in) {
        long out = 0;
        for (int shift = 0; shift < Long.SIZE; shift += BITS) {
            byte next = in.get();
            out |= (long) (next & 0x7F) << shift;
            if (next >= 0) {
                return out;
            }
        }
        throw new FormatException("an integer has more than ten bytes");
    }

    /** Reads one whose sign is its lowest bit (zigzag); errors are those of {@link #unsigned}. */
    static long signed(ByteBuffer in) {
        long bits = unsigned(in);
        return (bits >>> 1) ^ -(bits & 1);
    }
}
