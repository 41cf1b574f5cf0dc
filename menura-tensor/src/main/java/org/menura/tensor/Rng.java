package org.menura.tensor;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.menura.tensor.annotation.Extension;

/**
 * A random number generator whose numbers are the same on every platform and in every release: a sequence of 32-bit
 * words, made by Philox4x32-10 (Salmon et al., "Parallel random numbers: as easy as 1, 2, 3", SC 2011).
 *
 * <p>The seed is the key. Word {@code p} of stream {@code s} is word {@code p mod 4} of the block whose counter is
 * {@code floor(p / 4)} in its low and {@code s} in its high 64 bits. So a generator's whole state is (seed, stream,
 * position); it can jump anywhere, and workers that share a seed draw independent numbers from streams of their own.
 * Each method says how many words it takes. A stream has 2<sup>63</sup> words.
 *
 * <p>Not safe for use by several threads at once, and not for cryptography.
 */
@Extension
public final class Rng {
    private static final float FLOAT_UNIT = 0x1p-24f;
    private static final double DOUBLE_UNIT = 0x1p-53;
    private static final double WORD_UNIT = 0x1p-32;

    private final long seed;
    private final long stream;
    private final int[] block = new int[Philox.WORDS];
    private long position;
    private long blockIndex = -1;

    /** Creates a generator of stream 0 of a seed, at its first word. */
    public Rng(long seed) {
        this(seed, 0);
    }

    /** Creates a generator of a stream of a seed, at its first word. */
    public Rng(long seed, long stream) {
        this.seed = seed;
        this.stream = stream;
    }

    /** Returns the seed: the generator's key. */
    public long seed() {
        return seed;
    }

    /** Returns the number of the stream, of the seed's 2<sup>64</sup>. */
    public long stream() {
        return stream;
    }

    /** Returns the position: the number of words before the next one. */
    public long position() {
        return position;
    }

    /**
     * Jumps to a position of the stream, forwards or backwards, at no cost.
     *
     * @throws IllegalArgumentException if the position is negative
     */
    public void jumpTo(long newPosition) {
        if (newPosition < 0) {
            throw new IllegalArgumentException("position " + newPosition + " of a random stream is negative");
        }
        position = newPosition;
    }

    /** Returns a copy that goes on from here with the same numbers. */
    public Rng copy() {
        Rng copy = new Rng(seed, stream);
        copy.position = position;
        return copy;
    }

    /** Returns a generator of another stream of the same seed, at its first word. */
    public Rng split(long otherStream) {
        return new Rng(seed, otherStream);
    }

    /** Returns the next word: each of the 2<sup>32</sup> values is as likely. Takes one word. */
    public int nextInt() {
        long index = position >>> 2;
        if (index != blockIndex) {
            Philox.block(seed, index, stream, block);
            blockIndex = index;
        }
        return block[(int) (position++ & 3)];
    }

    /**
     * Returns an integer from 0 (inclusive) to {@code bound} (exclusive), without bias (Lemire, "Fast random integer
     * generation in an interval", ACM TOMACS 29, 2019). Takes one word, seldom more.
     *
     * @throws IllegalArgumentException if the bound is not positive
     */
    public int nextInt(int bound) {
        if (bound <= 0) {
            throw new IllegalArgumentException("bound " + bound + " of a random integer is not positive");
        }
        long product = Integer.toUnsignedLong(nextInt()) * bound;
        if (Integer.compareUnsigned((int) product, bound) < 0) {
            int threshold = Integer.remainderUnsigned(-bound, bound);
            while (Integer.compareUnsigned((int) product, threshold) < 0) {
                product = Integer.toUnsignedLong(nextInt()) * bound;
            }
        }
        return (int) (product >>> 32);
    }

    /** Returns 64 random bits, the first word in the high half. Takes two words. */
    public long nextLong() {
        long high = nextInt();
        return (high << 32) | Integer.toUnsignedLong(nextInt());
    }

    /** Returns a multiple of 2<sup>-24</sup> from 0 (inclusive) to 1 (exclusive). Takes one word. */
    public float nextFloat() {
        return (nextInt() >>> 8) * FLOAT_UNIT;
    }

    /** Returns a multiple of 2<sup>-53</sup> from 0 (inclusive) to 1 (exclusive). Takes two words. */
    public double nextDouble() {
        return (nextLong() >>> 11) * DOUBLE_UNIT;
    }

    /** Puts a list into a random order, each as likely (Fisher and Yates, from the last place down). */
    public <T> void shuffle(List<T> list) {
        for (int i = list.size() - 1; i > 0; i--) {
            Collections.swap(list, i, nextInt(i + 1));
        }
    }

    /** Returns the numbers from 0 to {@code size - 1} in a random order, drawn as {@link #shuffle} draws it. */
    public int[] permutation(int size) {
        int[] order = new int[size];
        Arrays.setAll(order, i -> i);
        for (int i = size - 1; i > 0; i--) {
            int j = nextInt(i + 1);
            int other = order[j];
            order[j] = order[i];
            order[i] = other;
        }
        return order;
    }

    /**
     * Returns a normally distributed number of mean 0 and variance 1, at most 6.77 from 0 (Box and Muller, "A note on
     * the generation of random normal deviates", 1958, of which the cosine branch). Takes two words.
     */
    public double nextGaussian() {
        double uniform = (Integer.toUnsignedLong(nextInt()) + 0.5) * WORD_UNIT; // never 0, whose logarithm is infinite
        double turn = Integer.toUnsignedLong(nextInt()) * WORD_UNIT;
        return Math.sqrt(-2 * StrictMath.log(uniform)) * StrictMath.cos(2 * Math.PI * turn);
    }

    /** Writes the state (24 bytes) for {@link #load}. */
    public void save(DataOutput out) throws IOException {
        out.writeLong(seed);
        out.writeLong(stream);
        out.writeLong(position);
    }

    /**
     * Loads a generator with the state that {@link #save} wrote.
     *
     * @throws IllegalArgumentException if the position read is negative
     */
    public static Rng load(DataInput in) throws IOException {
        Rng rng = new Rng(in.readLong(), in.readLong());
        rng.jumpTo(in.readLong());
        return rng;
    }

    @Override
    public String toString() {
        return "Rng[seed=" + seed + ", stream=" + stream + ", position=" + position + "]";
    }
}
