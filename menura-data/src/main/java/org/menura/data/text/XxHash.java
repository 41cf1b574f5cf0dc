package org.menura.data.text;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Objects;

/** Hashes bytes as xxHash does: XXH32 and XXH64 (Yann Collet, the xxHash specification 0.1.1). */
public final class XxHash {
    private static final VarHandle INT = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    private static final int A1 = 0x9E3779B1;
    private static final int A2 = 0x85EBCA77;
    private static final int A3 = 0xC2B2AE3D;
    private static final int A4 = 0x27D4EB2F;
    private static final int A5 = 0x165667B1;

    private static final long P1 = 0x9E3779B185EBCA87L;
    private static final long P2 = 0xC2B2AE3D27D4EB4FL;
    private static final long P3 = 0x165667B19E3779F9L;
    private static final long P4 = 0x85EBCA77C2B2AE63L;
    private static final long P5 = 0x27D4EB2F165667C5L;

    private XxHash() {}

    /** Hashes {@code length} bytes from {@code from} on to 64 bits (XXH64). */
    public static long hash64(byte[] bytes, int from, int length, long seed) {
        Objects.checkFromIndexSize(from, length, bytes.length);
        int at = from;
        int end = from + length;
        long hash;
        if (length >= 32) {
            long v1 = seed + P1 + P2;
            long v2 = seed + P2;
            long v3 = seed;
            long v4 = seed - P1;
            do {
                v1 = round(v1, (long) LONG.get(bytes, at));
                v2 = round(v2, (long) LONG.get(bytes, at + 8));
                v3 = round(v3, (long) LONG.get(bytes, at + 16));
                v4 = round(v4, (long) LONG.get(bytes, at + 24));
                at += 32;
            } while (at <= end - 32);
            hash = Long.rotateLeft(v1, 1) + Long.rotateLeft(v2, 7) + Long.rotateLeft(v3, 12) + Long.rotateLeft(v4, 18);
            hash = merge(merge(merge(merge(hash, v1), v2), v3), v4);
        } else {
            hash = seed + P5;
        }
        hash += length;
        for (; at <= end - 8; at += 8) {
            hash = Long.rotateLeft(hash ^ round(0, (long) LONG.get(bytes, at)), 27) * P1 + P4;
        }
        if (at <= end - 4) {
            hash = Long.rotateLeft(hash ^ Integer.toUnsignedLong((int) INT.get(bytes, at)) * P1, 23) * P2 + P3;
            at += 4;
        }
        for (; at < end; at++) {
            hash = Long.rotateLeft(hash ^ (bytes[at] & 0xFF) * P5, 11) * P1;
        }
        hash = (hash ^ hash >>> 33) * P2;
        hash = (hash ^ hash >>> 29) * P3;
        return hash ^ hash >>> 32;
    }

    private static long round(long sum, long input) {
        return Long.rotateLeft(sum + input * P2, 31) * P1;
    }

    private static long merge(long hash, long sum) {
        return (hash ^ round(0, sum)) * P1 + P4;
    }

    /** Hashes {@code length} bytes from {@code from} on to 32 bits (XXH32). */
    public static int hash32(byte[] bytes, int from, int length, int seed) {
        Objects.checkFromIndexSize(from, length, bytes.length);
        int at = from;
        int end = from + length;
        int hash;
        if (length >= 16) {
            int v1 = seed + A1 + A2;
            int v2 = seed + A2;
            int v3 = seed;
            int v4 = seed - A1;
            do {
                v1 = Integer.rotateLeft(v1 + (int) INT.get(bytes, at) * A2, 13) * A1;
                v2 = Integer.rotateLeft(v2 + (int) INT.get(bytes, at + 4) * A2, 13) * A1;
                v3 = Integer.rotateLeft(v3 + (int) INT.get(bytes, at + 8) * A2, 13) * A1;
                v4 = Integer.rotateLeft(v4 + (int) INT.get(bytes, at + 12) * A2, 13) * A1;
                at += 16;
            } while (at <= end - 16);
            hash = Integer.rotateLeft(v1, 1)
                    + Integer.rotateLeft(v2, 7)
                    + Integer.rotateLeft(v3, 12)
                    + Integer.rotateLeft(v4, 18);
        } else {
            hash = seed + A5;
        }
        hash += length;
        for (; at <= end - 4; at += 4) {
            hash = Integer.rotateLeft(hash + (int) INT.get(bytes, at) * A3, 17) * A4;
        }
        for (; at < end; at++) {
            hash = Integer.rotateLeft(hash + (bytes[at] & 0xFF) * A5, 11) * A1;
        }
        hash = (hash ^ hash >>> 15) * A2;
        hash = (hash ^ hash >>> 13) * A3;
        return hash ^ hash >>> 16;
    }
}
