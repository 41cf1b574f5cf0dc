package org.menura.data;

import org.menura.tensor.Rng;

/**
 * A pseudo-random permutation of 0 .. n − 1 of which any place is computed without the others: a Feistel network over
 * the fewest bits that hold n, whose round function is Philox, applied again while the result is n or more (J. Black,
 * P. Rogaway, "Ciphers with arbitrary finite domains", CT-RSA 2002). Immutable.
 */
public final class Permutation {
    private static final int ROUNDS = 10;
    private static final int FEWEST_BITS = 8; // halves of fewer bits mix too little
    private static final int MOST_BITS = 62;

    private final long count;
    private final long key;
    private final long index;
    private final int lowBits;
    private final int highBits;

    /**
     * Creates one of the permutations of {@code count} numbers.
     *
     * @param seed and {@code index} choose it; indices of a seed are independent
     * @param index from 0 on, less than 2<sup>59</sup>
     * @throws IllegalArgumentException if the count is not in 1 .. 2<sup>62</sup>
     */
    public Permutation(long count, long seed, long index) {
        if (count < 1 || count > 1L << MOST_BITS) {
            throw new IllegalArgumentException(count + " things can't be put in order; from 1 to 2^62 can");
        }
        this.count = count;
        this.key = seed;
        this.index = index;
        int bits = Math.max(FEWEST_BITS, Long.SIZE - Long.numberOfLeadingZeros(count - 1));
        this.lowBits = bits / 2;
        this.highBits = bits - lowBits;
    }

    /** Returns the number of permuted numbers. */
    public long count() {
        return count;
    }

    /** Returns the number at a place of the permutation. */
    public long at(long place) {
        if (place < 0 || place >= count) {
            throw new IndexOutOfBoundsException("place %d of %d".formatted(place, count));
        }
        long x = place;
        do {
            x = mixed(x);
        } while (x >= count);
        return x;
    }

    private long mixed(long x) {
        long low = x & mask(lowBits);
        long high = x >>> lowBits;
        for (int round = 0; round < ROUNDS; round += 2) {
            high ^= word(low, round) & mask(highBits);
            low ^= word(high, round + 1) & mask(lowBits);
        }
        return high << lowBits | low;
    }

    private long word(long half, int round) {
        Rng rng = new Rng(key, index << 4 | round);
        rng.jumpTo(half << 2);
        return Integer.toUnsignedLong(rng.nextInt());
    }

    private static long mask(int bits) {
        return (1L << bits) - 1;
    }
}
