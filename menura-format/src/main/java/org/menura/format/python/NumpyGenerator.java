package org.menura.format.python;

import java.math.BigInteger;

/**
 * Draws as numpy's {@code default_rng} does: a seed is spread by {@code SeedSequence} over a PCG64 generator (M. O'Neill,
 * "PCG: a family of simple fast space-efficient statistically good algorithms for random number generation", 2014), whose
 * 64-bit words are used in halves.
 */
public final class NumpyGenerator {
    private static final int POOL = 4;
    private static final int INIT_A = 0x43b0d7e5;
    private static final int MULTIPLIER_A = 0x931e8875;
    private static final int INIT_B = 0x8b51f9dd;
    private static final int MULTIPLIER_B = 0x58f38ded;
    private static final int MIX_LEFT = 0xca01f9dd;
    private static final int MIX_RIGHT = 0x4973f715;
    private static final long PCG_HIGH = 0x2360ed051fc65da4L;
    private static final long PCG_LOW = 0x4385df649fccf645L;

    private long stateHigh;
    private long stateLow;
    private final long stepHigh;
    private final long stepLow;
    private boolean hasHalf;
    private int half;

    /** Seeds by a number that is not negative. */
    public NumpyGenerator(long seed) {
        this(BigInteger.valueOf(seed));
    }

    /** Seeds by a number of any size that is not negative. */
    public NumpyGenerator(BigInteger seed) {
        if (seed.signum() < 0) {
            throw new IllegalArgumentException("A seed of numpy's default_rng must not be negative, but it is " + seed);
        }
        long[] words = spread(seed);
        stepHigh = words[2] << 1 | words[3] >>> 63;
        stepLow = words[3] << 1 | 1;
        step();
        add(words[0], words[1]);
        step();
    }

    /** Spreads a seed over four words of 64 bits, as {@code SeedSequence.generate_state} does. */
    private static long[] spread(BigInteger seed) {
        int[] entropy = new int[Math.max(1, (seed.bitLength() + 31) / 32)];
        for (int i = 0; i < entropy.length; i++) {
            entropy[i] = seed.shiftRight(32 * i).intValue();
        }
        int[] constant = {INIT_A};
        int[] pool = new int[POOL];
        for (int i = 0; i < POOL; i++) {
            pool[i] = hashed(i < entropy.length ? entropy[i] : 0, constant, MULTIPLIER_A);
        }
        for (int from = 0; from < POOL; from++) {
            for (int to = 0; to < POOL; to++) {
                if (from != to) {
                    pool[to] = mixed(pool[to], hashed(pool[from], constant, MULTIPLIER_A));
                }
            }
        }
        for (int from = POOL; from < entropy.length; from++) {
            for (int to = 0; to < POOL; to++) {
                pool[to] = mixed(pool[to], hashed(entropy[from], constant, MULTIPLIER_A));
            }
        }
        constant[0] = INIT_B;
        long[] out = new long[POOL];
        for (int i = 0; i < 2 * POOL; i++) {
            out[i / 2] |= Integer.toUnsignedLong(hashed(pool[i % POOL], constant, MULTIPLIER_B)) << 32 * (i % 2);
        }
        return out;
    }

    private static int hashed(int word, int[] constant, int multiplier) {
        int value = word ^ constant[0];
        constant[0] *= multiplier;
        value *= constant[0];
        return value ^ value >>> 16;
    }

    private static int mixed(int x, int y) {
        int value = MIX_LEFT * x - MIX_RIGHT * y;
        return value ^ value >>> 16;
    }

    private void step() {
        long high = Math.unsignedMultiplyHigh(stateLow, PCG_LOW) + stateHigh * PCG_LOW + stateLow * PCG_HIGH;
        stateLow *= PCG_LOW;
        stateHigh = high;
        add(stepHigh, stepLow);
    }

    private void add(long high, long low) {
        stateLow += low;
        stateHigh += high + (Long.compareUnsigned(stateLow, low) < 0 ? 1 : 0);
    }

    /** Draws 64 bits. */
    public long nextLong() {
        step();
        return Long.rotateRight(stateHigh ^ stateLow, (int) (stateHigh >>> 58));
    }

    /** Draws 32 bits: the lower half of a word, then its upper half. */
    public int nextWord() {
        if (hasHalf) {
            hasHalf = false;
            return half;
        }
        long word = nextLong();
        hasHalf = true;
        half = (int) (word >>> 32);
        return (int) word;
    }

    /** Draws from 0 to {@code most}, both included, by masking and trying again. */
    private int upTo(int most) {
        int mask = -1 >>> Integer.numberOfLeadingZeros(most);
        int drawn;
        do {
            drawn = nextWord() & mask;
        } while (drawn > most);
        return drawn;
    }

    /** Shuffles a list of truth values in place, as {@code shuffle} does an array of one dimension. */
    public void shuffle(boolean[] values) {
        for (int i = values.length - 1; i > 0; i--) {
            int j = upTo(i);
            boolean kept = values[i];
            values[i] = values[j];
            values[j] = kept;
        }
    }
}
