package org.menura.generate.watermark;

import org.menura.format.python.MersenneTwister;
import org.menura.tensor.annotation.Internal;

/**
 * Draws as PyTorch's CPU generator does: MT19937, seeded by the low 32 bits of a seed. Generators of other devices draw
 * other numbers.
 */
@Internal
public final class TorchGenerator {
    private static final int BLOCK = 624;

    private final MersenneTwister twister;
    private final int[] words = new int[BLOCK];

    /** Creates a generator, as {@code manual_seed} seeds one. */
    public TorchGenerator(long seed) {
        twister = MersenneTwister.ofWord((int) seed);
    }

    /** Seeds this generator anew. */
    public void seed(long seed) {
        twister.seed((int) seed);
    }

    /** Draws 32 bits. */
    public int nextWord() {
        return twister.nextWord();
    }

    /** Draws integers in [0, {@code high}), as {@code randint} does for bounds below 2³². */
    public int[] integers(int high, int count) {
        if (high < 1) {
            throw new IllegalArgumentException("randint needs a bound of at least 1, not " + high);
        }
        int[] drawn = new int[count];
        for (int i = 0; i < count; i++) {
            drawn[i] = Integer.remainderUnsigned(twister.nextWord(), high);
        }
        return drawn;
    }

    /** Draws an order of the numbers below {@code size}, as {@code randperm} does. */
    public int[] permutation(int size) {
        int[] order = new int[size];
        for (int i = 0; i < size; i++) {
            order[i] = i;
        }
        shuffleHead(order, size, size);
        return order;
    }

    /**
     * Puts the first elements of a permutation in place: those that {@code randperm} would put there.
     *
     * @param order the numbers below {@code size} in order; what stands behind the first {@code count} is left in disorder
     */
    void shuffleHead(int[] order, int size, int count) {
        int steps = Math.min(count, size - 1);
        for (int done = 0; done < steps; done += BLOCK) {
            int some = Math.min(BLOCK, steps - done);
            targets(size, done, some);
            for (int k = 0; k < some; k++) {
                int i = done + k;
                int j = words[k];
                int kept = order[i];
                order[i] = order[j];
                order[j] = kept;
            }
        }
    }

    /**
     * Draws with which places of a permutation the next ones change theirs.
     *
     * @return for each of {@code count} places from {@code first} on the other place; overwritten by the next call
     */
    int[] targets(int size, int first, int count) {
        twister.nextWords(words, count);
        for (int k = 0; k < count; k++) {
            int left = size - first - k;
            // The quotient of two whole numbers below 2^53 rounds to no other whole part where it is below 2^31.
            int quotient = (int) ((words[k] & 0xffff_ffffL) / (double) left);
            words[k] += first + k - quotient * left;
        }
        return words;
    }

    /**
     * Draws as {@link #targets(int, int, int)} does, with products in place of quotients, in a loop that becomes vector code.
     *
     * @param inverses 1 divided by the number of places left, by place
     */
    int[] targets(int size, int first, int count, double[] inverses) {
        twister.nextWords(words, count);
        int[] drawn = words;
        for (int k = 0; k < count; k++) {
            int left = size - first - k;
            double word = (drawn[k] ^ Integer.MIN_VALUE) + 0x1p31;
            // The product may lie on the other side of a whole number, so the rest is put back into its range.
            int rest = drawn[k] - (int) (word * inverses[first + k]) * left;
            rest += rest >> 31 & left;
            rest -= left;
            rest += rest >> 31 & left;
            drawn[k] = rest + first + k;
        }
        return drawn;
    }

    /** Returns 1 divided by the number of places left, for the first places of a permutation. */
    static double[] inverses(int size, int count) {
        double[] inverses = new double[count];
        for (int i = 0; i < count; i++) {
            inverses[i] = 1.0 / (size - i);
        }
        return inverses;
    }

    /** Returns the most places that {@link #targets} draws at once. */
    static int block() {
        return BLOCK;
    }
}
