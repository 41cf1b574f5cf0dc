package org.menura.data.text;

/** Draws 64-bit integers as numpy's {@code RandomState(seed).randint(low, high, dtype=uint64)}: MT19937, masked. */
final class LegacyRandom {
    private static final int N = 624;
    private static final int M = 397;

    private final int[] state = new int[N];
    private int at = N;

    LegacyRandom(long seed) {
        int value = (int) seed;
        for (int i = 0; i < N; i++) {
            state[i] = value;
            value = 1812433253 * (value ^ value >>> 30) + i + 1;
        }
    }

    /** Draws from {@code low} to {@code high - 1}; both below 2⁶³. */
    long draw(long low, long high) {
        long range = high - 1 - low;
        if (range == 0) {
            return low;
        }
        long mask = -1L >>> Long.numberOfLeadingZeros(range);
        boolean narrow = range <= 0xFFFF_FFFFL;
        long value;
        do {
            value = (narrow ? next() : next() << 32 | next()) & mask;
        } while (value > range);
        return low + value;
    }

    private long next() {
        if (at == N) {
            twist();
        }
        int y = state[at++];
        y ^= y >>> 11;
        y ^= y << 7 & 0x9D2C5680;
        y ^= y << 15 & 0xEFC60000;
        y ^= y >>> 18;
        return Integer.toUnsignedLong(y);
    }

    private void twist() {
        for (int i = 0; i < N; i++) {
            int y = state[i] & 0x80000000 | state[(i + 1) % N] & 0x7FFFFFFF;
            state[i] = state[(i + M) % N] ^ y >>> 1 ^ ((y & 1) == 0 ? 0 : 0x9908B0DF);
        }
        at = 0;
    }
}
