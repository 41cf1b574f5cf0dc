package org.menura.data.dedupe;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** Looks for bytes eight at a time (Mycroft's test for a zero byte). */
final class ByteScan {
    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long ONES = 0x0101010101010101L;
    private static final long HIGH = 0x8080808080808080L;

    private ByteScan() {}

    /** Returns the first place of a byte, or {@code to}. */
    static int find(byte[] bytes, int from, int to, byte wanted) {
        long pattern = ONES * (wanted & 0xFF);
        int at = from;
        for (; at <= to - 8; at += 8) {
            long found = zeros((long) LONG.get(bytes, at) ^ pattern);
            if (found != 0) {
                return at + (Long.numberOfTrailingZeros(found) >>> 3);
            }
        }
        while (at < to && bytes[at] != wanted) {
            at++;
        }
        return at;
    }

    /** Returns the first place of a quote or a backslash, or {@code to}. */
    static int quoteOrBackslash(byte[] bytes, int from, int to) {
        int at = from;
        for (; at <= to - 8; at += 8) {
            long eight = (long) LONG.get(bytes, at);
            long found = zeros(eight ^ ONES * '"') | zeros(eight ^ ONES * '\\');
            if (found != 0) {
                return at + (Long.numberOfTrailingZeros(found) >>> 3);
            }
        }
        while (at < to && bytes[at] != '"' && bytes[at] != '\\') {
            at++;
        }
        return at;
    }

    /** Returns the number of code points that begin in a range of UTF-8. */
    static int points(byte[] bytes, int from, int to) {
        int within = 0;
        int at = from;
        for (; at <= to - 8; at += 8) {
            long eight = (long) LONG.get(bytes, at);
            // Bytes within a code point have their highest bit set and the next one not.
            within += Long.bitCount(eight & ~(eight << 1) & HIGH);
        }
        for (; at < to; at++) {
            within += (bytes[at] & 0xC0) == 0x80 ? 1 : 0;
        }
        return to - from - within;
    }

    /** The highest bit of each byte that is zero; above the first such byte others may be marked wrongly. */
    private static long zeros(long eight) {
        return eight - ONES & ~eight & HIGH;
    }
}
