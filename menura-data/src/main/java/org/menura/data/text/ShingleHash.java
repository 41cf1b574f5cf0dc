package org.menura.data.text;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Locale;
import org.menura.format.FormatException;

/** How a word n-gram becomes a number: the first bytes of SHA-1, little endian, or xxHash, at 32 or 64 bits. */
public enum ShingleHash {
    SHA1_32(32),
    SHA1_64(64),
    XXHASH_32(32),
    XXHASH_64(64);

    private final int bits;

    ShingleHash(int bits) {
        this.bits = bits;
    }

    /** Returns the width of the hashes in bits. */
    public int bits() {
        return bits;
    }

    /** Returns the name that plans use, such as {@code xxhash_64}. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    /**
     * Finds a hash by its name in plans.
     *
     * @throws FormatException if it is none
     */
    public static ShingleHash of(String label) {
        for (ShingleHash hash : values()) {
            if (hash.label().equals(label)) {
                return hash;
            }
        }
        throw new FormatException(
                "no hash of shingles is called \"%s\"; known: sha1_32, sha1_64, xxhash_32, xxhash_64".formatted(label));
    }

    /** Hashes a range of bytes; hashes of 32 bits are not negative. */
    public long hash(byte[] bytes, int from, int length) {
        return switch (this) {
            case XXHASH_64 -> XxHash.hash64(bytes, from, length, 0);
            case XXHASH_32 -> Integer.toUnsignedLong(XxHash.hash32(bytes, from, length, 0));
            case SHA1_64 -> sha1(bytes, from, length, 8);
            case SHA1_32 -> sha1(bytes, from, length, 4);
        };
    }

    private static long sha1(byte[] bytes, int from, int length, int width) {
        MessageDigest digest = Sha1.DIGEST.get();
        digest.update(bytes, from, length);
        byte[] hash = digest.digest();
        long value = 0;
        for (int i = width - 1; i >= 0; i--) {
            value = value << 8 | hash[i] & 0xFF;
        }
        return value;
    }

    /** A digest per thread: making one costs more than hashing a shingle. */
    private static final class Sha1 {
        static final ThreadLocal<MessageDigest> DIGEST = ThreadLocal.withInitial(() -> {
            try {
                return MessageDigest.getInstance("SHA-1");
            } catch (NoSuchAlgorithmException e) {
                throw new IllegalStateException("this Java runtime has no SHA-1", e);
            }
        });
    }
}
