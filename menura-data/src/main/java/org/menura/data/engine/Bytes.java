package org.menura.data.engine;

import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * Byte strings that sort as their parts do: a part of any length is written with each zero as {@code 00 ff} and ended
 * by {@code 00 00}, so that no part reaches into the next in comparisons.
 */
final class Bytes {
    private byte[] bytes;
    private int length;

    Bytes(int capacity) {
        bytes = new byte[capacity];
    }

    private void reserve(int more) {
        if (length + more > bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.max(2 * bytes.length, length + more));
        }
    }

    Bytes octet(int value) {
        reserve(1);
        bytes[length++] = (byte) value;
        return this;
    }

    Bytes number(long value, int octets) {
        for (int i = octets - 1; i >= 0; i--) {
            octet((int) (value >>> 8 * i));
        }
        return this;
    }

    /** Adds bytes as they are: for parts of fixed length, or the last. */
    Bytes raw(byte[] part) {
        reserve(part.length);
        System.arraycopy(part, 0, bytes, length, part.length);
        length += part.length;
        return this;
    }

    /** Adds a part of any length. */
    Bytes part(byte[] part) {
        for (byte b : part) {
            octet(b);
            if (b == 0) {
                octet(0xff);
            }
        }
        return octet(0).octet(0);
    }

    byte[] done() {
        return length == bytes.length ? bytes : Arrays.copyOf(bytes, length);
    }

    static long number(ByteBuffer in, int octets) {
        long value = 0;
        for (int i = 0; i < octets; i++) {
            value = value << 8 | in.get() & 0xff;
        }
        return value;
    }

    static byte[] raw(ByteBuffer in, int octets) {
        byte[] out = new byte[octets];
        in.get(out);
        return out;
    }

    static byte[] part(ByteBuffer in) {
        int at = in.position() + in.arrayOffset();
        int zeros = 0;
        int end = at;
        byte[] bytes = in.array();
        while (!(bytes[end] == 0 && bytes[end + 1] == 0)) {
            boolean isZero = bytes[end] == 0;
            zeros += isZero ? 1 : 0;
            end += isZero ? 2 : 1;
        }
        byte[] out = new byte[end - at - zeros];
        for (int i = at, o = 0; i < end; o++) {
            out[o] = bytes[i];
            i += bytes[i] == 0 ? 2 : 1;
        }
        in.position(end + 2 - in.arrayOffset());
        return out;
    }
}
