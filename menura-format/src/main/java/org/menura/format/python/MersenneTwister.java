package org.menura.format.python;

/**
 * Generates random words by MT19937 (M. Matsumoto, T. Nishimura, "Mersenne Twister", ACM TOMACS 8, 1998), seeded by one
 * number or by an array of them.
 */
public final class MersenneTwister {
    private static final int SIZE = 624;
    private static final int SHIFT = 397;
    private static final int UPPER = 0x80000000;
    private static final int MATRIX = 0x9908b0df;
    private static final double TWO_TO_53 = 9007199254740992.0;

    private final int[] state = new int[SIZE];
    private int at = SIZE;

    private MersenneTwister() {}

    /** Creates a generator from one word, as {@code init_genrand} does. */
    public static MersenneTwister ofWord(int seed) {
        MersenneTwister twister = new MersenneTwister();
        twister.fill(seed);
        return twister;
    }

    /** Creates a generator from one word or more, as {@code init_by_array} does. */
    public static MersenneTwister ofWords(int[] key) {
        MersenneTwister twister = new MersenneTwister();
        twister.fill(19650218);
        twister.mix(key);
        return twister;
    }

    private void fill(int seed) {
        state[0] = seed;
        for (int i = 1; i < SIZE; i++) {
            state[i] = 1812433253 * (state[i - 1] ^ state[i - 1] >>> 30) + i;
        }
    }

    private void mix(int[] key) {
        int i = 1;
        int j = 0;
        for (int k = Math.max(SIZE, key.length); k > 0; k--) {
            state[i] = (state[i] ^ (state[i - 1] ^ state[i - 1] >>> 30) * 1664525) + key[j] + j;
            i = next(i);
            j = j + 1 == key.length ? 0 : j + 1;
        }
        for (int k = SIZE - 1; k > 0; k--) {
            state[i] = (state[i] ^ (state[i - 1] ^ state[i - 1] >>> 30) * 1566083941) - i;
            i = next(i);
        }
        state[0] = UPPER;
    }

    private int next(int i) {
        if (i + 1 < SIZE) {
            return i + 1;
        }
        state[0] = state[SIZE - 1];
        return 1;
    }

    /** Draws 32 bits. */
    public int nextWord() {
        if (at == SIZE) {
            twist();
        }
        int y = state[at++];
        y ^= y >>> 11;
        y ^= y << 7 & 0x9d2c5680;
        y ^= y << 15 & 0xefc60000;
        return y ^ y >>> 18;
    }

    /** Draws a number in [0, 1) with 53 bits, of two words. */
    public double nextDouble() {
        long high = nextWord() >>> 5;
        long low = nextWord() >>> 6;
        return (high * 67108864.0 + low) * (1.0 / TWO_TO_53);
    }

    private void twist() {
        for (int i = 0; i < SIZE; i++) {
            int y = state[i] & UPPER | state[(i + 1) % SIZE] & ~UPPER;
            state[i] = state[(i + SHIFT) % SIZE] ^ y >>> 1 ^ ((y & 1) == 0 ? 0 : MATRIX);
        }
        at = 0;
    }
}
