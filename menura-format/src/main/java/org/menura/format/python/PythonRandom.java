package org.menura.format.python;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Draws as CPython 3.11's {@code random.Random} does: the same seed and calls give the same values. */
public final class PythonRandom {
    private final MersenneTwister twister;

    /** Seeds by an integer; as in Python, its sign is ignored. */
    public PythonRandom(long seed) {
        this(BigInteger.valueOf(seed));
    }

    /** Seeds by an integer of any size; as in Python, its sign is ignored. */
    public PythonRandom(BigInteger seed) {
        this.twister = MersenneTwister.ofWords(words(seed.abs()));
    }

    /** Seeds by a text, as {@code seed(text, version=2)} does: its UTF-8 bytes with their SHA-512 behind them. */
    public PythonRandom(String seed) {
        this(ofText(seed));
    }

    private static BigInteger ofText(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        try {
            byte[] hash = MessageDigest.getInstance("SHA-512").digest(bytes);
            byte[] both = Arrays.copyOf(bytes, bytes.length + hash.length);
            System.arraycopy(hash, 0, both, bytes.length, hash.length);
            return new BigInteger(1, both);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("This Java runtime has no SHA-512", e);
        }
    }

    private static int[] words(BigInteger magnitude) {
        int[] words = new int[Math.max(1, (magnitude.bitLength() + 31) / 32)];
        for (int i = 0; i < words.length; i++) {
            words[i] = magnitude.shiftRight(32 * i).intValue();
        }
        return words;
    }

    /** Draws a number in [0, 1). */
    public double random() {
        return twister.nextDouble();
    }

    /** Draws an integer of {@code bits} random bits, 0 to 64; of 64, the highest is the sign. */
    public long getrandbits(int bits) {
        if (bits < 0 || bits > 64) {
            throw new IllegalArgumentException("getrandbits here gives 0 to 64 bits, not " + bits);
        }
        if (bits == 0) {
            return 0;
        }
        if (bits <= 32) {
            return Integer.toUnsignedLong(twister.nextWord()) >>> (32 - bits);
        }
        long low = Integer.toUnsignedLong(twister.nextWord());
        return Integer.toUnsignedLong(twister.nextWord()) >>> (64 - bits) << 32 | low;
    }

    /** Draws an integer in [0, {@code bound}); 0 for a bound of 0. */
    public long randbelow(long bound) {
        if (bound < 0) {
            throw new IllegalArgumentException("randbelow needs a bound that is not negative, not " + bound);
        }
        if (bound == 0) {
            return 0;
        }
        int bits = Long.SIZE - Long.numberOfLeadingZeros(bound);
        long drawn = getrandbits(bits);
        while (drawn >= bound) {
            drawn = getrandbits(bits);
        }
        return drawn;
    }

    /** Draws from {@code range(start, stop, step)}. */
    public long randrange(long start, long stop, long step) {
        long width = Math.subtractExact(stop, start);
        if (step == 0 || width == 0 || width > 0 != step > 0) {
            throw new IllegalArgumentException("The range from %d to %d by %d is empty".formatted(start, stop, step));
        }
        long count = step > 0 ? (width + step - 1) / step : (width + step + 1) / step;
        return start + step * randbelow(count);
    }

    /** Draws from {@code range(stop)}. */
    public long randrange(long stop) {
        return randrange(0, stop, 1);
    }

    /** Draws an integer from {@code low} to {@code high}, both included. */
    public long randint(long low, long high) {
        return randrange(low, Math.addExact(high, 1), 1);
    }

    /** Draws a number between two. */
    public double uniform(double low, double high) {
        return low + (high - low) * random();
    }

    /** Draws one of a list, which must not be empty. */
    public <T> T choice(List<T> list) {
        if (list.isEmpty()) {
            throw new IllegalArgumentException("There is nothing to choose from");
        }
        return list.get((int) randbelow(list.size()));
    }

    /** Draws {@code count} of a list, each as often as it comes. */
    public <T> List<T> choices(List<T> list, int count) {
        List<T> drawn = new ArrayList<>(count);
        for (int index : choices(list.size(), count)) {
            drawn.add(list.get(index));
        }
        return drawn;
    }

    /** Draws the indices that {@code choices} of a list of this size takes. */
    public int[] choices(int size, int count) {
        if (size == 0 && count > 0) {
            throw new IllegalArgumentException("There is nothing to choose from");
        }
        int[] indices = new int[count];
        for (int i = 0; i < count; i++) {
            indices[i] = (int) Math.floor(random() * size);
        }
        return indices;
    }

    /** Draws {@code count} of a list by weights. */
    public <T> List<T> choices(List<T> list, double[] weights, int count) {
        if (weights.length != list.size() || weights.length == 0) {
            throw new IllegalArgumentException("choices needs a weight for each of at least one element");
        }
        double[] sums = weights.clone();
        for (int i = 1; i < sums.length; i++) {
            sums[i] = sums[i - 1] + weights[i];
        }
        double total = sums[sums.length - 1];
        List<T> drawn = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            drawn.add(list.get(bisect(sums, random() * total)));
        }
        return drawn;
    }

    /** The first place, but at most the last, whose sum is above the value. */
    private static int bisect(double[] sums, double value) {
        int low = 0;
        int high = sums.length - 1;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (value < sums[middle]) {
                high = middle;
            } else {
                low = middle + 1;
            }
        }
        return low;
    }

    /** Draws {@code count} different elements of a list, in the order drawn. */
    public <T> List<T> sample(List<T> list, int count) {
        List<T> drawn = new ArrayList<>(count);
        for (int index : sample(list.size(), count)) {
            drawn.add(list.get(index));
        }
        return drawn;
    }

    /** Draws the indices that {@code sample} of a list of this size takes. */
    public int[] sample(int size, int count) {
        if (count < 0 || count > size) {
            throw new IllegalArgumentException("A sample of %d can't be drawn from %d".formatted(count, size));
        }
        return size <= poolLimit(count) ? sampleOfPool(size, count) : sampleBySet(size, count);
    }

    /** Up to which size a copy of all costs less than a set of what was drawn. */
    private static double poolLimit(int count) {
        return count > 5 ? 21 + Math.pow(4, Math.ceil(Math.log(count * 3.0) / Math.log(4))) : 21;
    }

    private int[] sampleOfPool(int size, int count) {
        int[] pool = new int[size];
        Arrays.setAll(pool, i -> i);
        int[] drawn = new int[count];
        for (int i = 0; i < count; i++) {
            int j = (int) randbelow(size - i);
            drawn[i] = pool[j];
            pool[j] = pool[size - i - 1];
        }
        return drawn;
    }

    private int[] sampleBySet(int size, int count) {
        Set<Integer> seen = new HashSet<>();
        int[] drawn = new int[count];
        for (int i = 0; i < count; i++) {
            int j = (int) randbelow(size);
            while (!seen.add(j)) {
                j = (int) randbelow(size);
            }
            drawn[i] = j;
        }
        return drawn;
    }

    /** Shuffles a list in place. */
    public void shuffle(List<?> list) {
        for (int i = list.size() - 1; i > 0; i--) {
            Collections.swap(list, i, (int) randbelow(i + 1L));
        }
    }
}
