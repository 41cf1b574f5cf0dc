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

    /** Seeds this generator anew by one word, as {@link #ofWord} does. */
    public void seed(int seed) {
        fill(seed);
        at = SIZE;
    }

    /** Draws 32 bits. */
    public int nextWord() {
        if (at == SIZE) {
            twist();
        }
        return tempered(state[at++]);
    }

    /** Draws many words at once. */
    public void nextWords(int[] words, int count) {
        for (int done = 0; done < count; ) {
            if (at == SIZE) {
                twist();
            }
            int some = Math.min(SIZE - at, count - done);
            for (int i = 0; i < some; i++) {
                words[done + i] = tempered(state[at + i]);
            }
            at += some;
            done += some;
        }
    }

    private static int tempered(int word) {
        int y = word ^ word >>> 11;
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
        int last = SIZE - SHIFT;
        for (int i = 0; i < last; i++) {
            state[i] = state[i + SHIFT] ^ mixed(state[i], state[i + 1]);
        }
        for (int i = last; i < SIZE - 1; i++) {
            state[i] = state[i - last] ^ mixed(state[i], state[i + 1]);
        }
        state[SIZE - 1] = state[SHIFT - 1] ^ mixed(state[SIZE - 1], state[0]);
        at = 0;
    }

    private static int mixed(int high, int low) {
        return (high & UPPER | low & ~UPPER) >>> 1 ^ -(low & 1) & MATRIX;
    }
}
