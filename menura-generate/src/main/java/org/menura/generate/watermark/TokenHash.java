package org.menura.generate.watermark;

/** Hashes sequences of numbers by a linear congruential generator with musl's parameters, wrapping at 64 bits. */
final class TokenHash {
    /** The hash of nothing. */
    static final long EMPTY = 1;

    private static final long MULTIPLIER = 6364136223846793005L;

    private TokenHash() {}

    /** Returns the hash of what was hashed with a number behind it. */
    static long add(long hash, long number) {
        return (hash + number) * MULTIPLIER + 1;
    }
}
