package org.menura.generate.constrain;

import java.util.function.IntConsumer;
import org.menura.tensor.annotation.Extension;

/** A set of token ids: one bit per id of the vocabulary. */
@Extension
public final class TokenMask {
    private final long[] words;
    private final int vocabulary;

    /** Creates an empty set over a vocabulary of so many ids. */
    public TokenMask(int vocabulary) {
        this.vocabulary = vocabulary;
        this.words = new long[(vocabulary + 63) >>> 6];
    }

    /** Returns the number of ids of the vocabulary. */
    public int vocabulary() {
        return vocabulary;
    }

    /** Returns the bits, id i in bit {@code i & 63} of word {@code i >> 6}: the set's own array. */
    public long[] words() {
        return words;
    }

    /** Returns whether the set holds an id; false beyond the vocabulary. */
    public boolean contains(int id) {
        return id >= 0 && id < vocabulary && (words[id >>> 6] >>> (id & 63) & 1) != 0;
    }

    /** Adds an id. */
    public void add(int id) {
        words[id >>> 6] |= 1L << (id & 63);
    }

    /** Adds all ids of a set over the same vocabulary. */
    public void addAll(TokenMask other) {
        for (int i = 0; i < words.length; i++) {
            words[i] |= other.words[i];
        }
    }

    /** Removes an id. */
    public void remove(int id) {
        words[id >>> 6] &= ~(1L << (id & 63));
    }

    /** Counts the ids of the set. */
    public int size() {
        int n = 0;
        for (long w : words) {
            n += Long.bitCount(w);
        }
        return n;
    }

    /** Calls an action for each id of the set, in ascending order. */
    public void forEach(IntConsumer action) {
        for (int i = 0; i < words.length; i++) {
            for (long w = words[i]; w != 0; w &= w - 1) {
                action.accept((i << 6) + Long.numberOfTrailingZeros(w));
            }
        }
    }
}
