package org.menura.data.dolma;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * The identity of a row: SHA-256 of source, id and text as they were read, with a zero byte between them, in UTF-8. It
 * depends on nothing else: no file, no position, no order. Ordered as its bytes are, unsigned.
 */
public record RowId(long a, long b, long c, long d) implements Comparable<RowId> {
    /** Number of bytes of an identity. */
    public static final int BYTES = 32;

    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

    /** Returns the identity of a document as it was read. */
    public static RowId of(Document document) {
        MessageDigest digest = sha256();
        digest.update(document.source().getBytes(StandardCharsets.UTF_8));
        digest.update((byte) 0);
        digest.update(document.id().getBytes(StandardCharsets.UTF_8));
        digest.update((byte) 0);
        return of(digest.digest(document.text().getBytes(StandardCharsets.UTF_8)), 0);
    }

    /** Reads an identity of 32 bytes. */
    public static RowId of(byte[] bytes, int at) {
        return new RowId(
                (long) LONG.get(bytes, at), (long) LONG.get(bytes, at + 8), (long) LONG.get(bytes, at + 16), (long)
                        LONG.get(bytes, at + 24));
    }

    /** Writes the identity's 32 bytes. */
    public void write(byte[] bytes, int at) {
        LONG.set(bytes, at, a);
        LONG.set(bytes, at + 8, b);
        LONG.set(bytes, at + 16, c);
        LONG.set(bytes, at + 24, d);
    }

    /** Returns the identity's 32 bytes. */
    public byte[] bytes() {
        byte[] bytes = new byte[BYTES];
        write(bytes, 0);
        return bytes;
    }

    /** Returns the identity in 64 hexadecimal digits. */
    public String hex() {
        return HexFormat.of().formatHex(bytes());
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public int compareTo(RowId other) {
        int by = Long.compareUnsigned(a, other.a);
        by = by != 0 ? by : Long.compareUnsigned(b, other.b);
        by = by != 0 ? by : Long.compareUnsigned(c, other.c);
        return by != 0 ? by : Long.compareUnsigned(d, other.d);
    }

    @Override
    public String toString() {
        return hex();
    }
}
