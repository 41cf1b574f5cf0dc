package org.menura.format.python;

import java.util.Arrays;

/** Draws as numpy's {@code RandomState} does ({@code np.random.seed} and the functions of {@code np.random}). */
public final class NumpyRandom {
    private static final long ALL_WORDS = 0xffff_ffffL;

    private final MersenneTwister twister;

    /** Seeds by a number from 0 to 2³² − 1. */
    public NumpyRandom(long seed) {
        if (seed < 0 || seed > ALL_WORDS) {
            throw new IllegalArgumentException("A seed of numpy's must lie from 0 to 2³² − 1, not be " + seed);
        }
        this.twister = MersenneTwister.ofWord((int) seed);
    }

    /** Draws a number in [0, 1), as {@code rand} and {@code random_sample} do. */
    public double random() {
        return twister.nextDouble();
    }

    /** Draws a number between two. */
    public double uniform(double low, double high) {
        return low + (high - low) * random();
    }

    /** Draws an integer in [{@code low}, {@code high}). */
    public long randint(long low, long high) {
        if (low >= high) {
            throw new IllegalArgumentException("There is no integer from %d to below %d".formatted(low, high));
        }
        return low + interval(high - 1 - low);
    }

    /** Draws from 0 to {@code max}, both included, by masking and trying again. */
    private long interval(long max) {
        if (max == 0) {
            return 0;
        }
        long mask = -1L >>> Long.numberOfLeadingZeros(max);
        long drawn;
        do {
            drawn = (Long.compareUnsigned(max, ALL_WORDS) <= 0 ? word() : word() << 32 | word()) & mask;
        } while (Long.compareUnsigned(drawn, max) > 0);
        return drawn;
    }

    private long word() {
        return Integer.toUnsignedLong(twister.nextWord());
    }

    /** Shuffles an array in place. */
    public void shuffle(int[] values) {
        for (int i = values.length - 1; i > 0; i--) {
            int j = (int) interval(i);
            int kept = values[i];
            values[i] = values[j];
            values[j] = kept;
        }
    }

    /** Draws an order of the numbers below {@code size}. */
    public int[] permutation(int size) {
        int[] order = new int[size];
        Arrays.setAll(order, i -> i);
        shuffle(order);
        return order;
    }

    /** Draws {@code count} numbers below {@code size}, as {@code choice} does without weights. */
    public int[] choice(int size, int count, boolean replace) {
        if (!replace) {
            if (count > size) {
                throw new IllegalArgumentException("A sample of %d can't be drawn from %d".formatted(count, size));
            }
            return Arrays.copyOf(permutation(size), count);
        }
        int[] drawn = new int[count];
        Arrays.setAll(drawn, i -> (int) randint(0, size));
        return drawn;
    }
}
