package org.menura.data.decontaminate;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.menura.data.dedupe.NormalWords;

/**
 * The n-grams of words of evaluation sets (Brown et al., Language Models are Few-Shot Learners, 2020, appendix C: 13-grams),
 * with the first item that has each. Items shorter than an n-gram are looked for as a whole if they have enough words. Not
 * changed once built, and shared by threads.
 */
public final class EvalIndex {
    private final int nGram;
    private final int least;
    private final List<EvalItem> items = new ArrayList<>();
    /** Number of n-grams of which each item is the first that has them. */
    private int[] sizes = new int[256];

    /** Lengths of n-grams that occur: the usual one, and those of shorter items. */
    private final boolean[] lengths;

    private long[] keys = new long[1 << 10];
    private int[] owners = new int[1 << 10];
    private int size;

    /**
     * Creates an empty index.
     *
     * @param nGram words of an n-gram
     * @param least how many words an item that is shorter than an n-gram has at least, to be looked for
     */
    public EvalIndex(int nGram, int least) {
        this.nGram = nGram;
        this.least = least;
        this.lengths = new boolean[nGram + 1];
    }

    /** Adds an item. */
    public void add(EvalItem item) {
        NormalWords words = new NormalWords();
        words.read(item.text());
        int n = Math.min(nGram, words.count());
        if (n < Math.min(nGram, least) || n == 0) {
            return;
        }
        lengths[n] = true;
        int number = items.size();
        items.add(item);
        long[] grams = words.hashes(n);
        if (number == sizes.length) {
            sizes = Arrays.copyOf(sizes, 2 * number);
        }
        for (long gram : grams) {
            sizes[number] += put(gram + n, number) ? 1 : 0;
        }
    }

    /** Returns how many items are looked for. */
    public int items() {
        return items.size();
    }

    /** Returns an item by its number. */
    public EvalItem item(int number) {
        return items.get(number);
    }

    /** Returns how many n-grams an item is the first to have. */
    int size(int number) {
        return sizes[number];
    }

    /** Returns the lengths of n-grams to look for, in words. */
    int[] lengths() {
        int[] out = new int[nGram];
        int n = 0;
        for (int i = 1; i <= nGram; i++) {
            if (lengths[i]) {
                out[n++] = i;
            }
        }
        return Arrays.copyOf(out, n);
    }

    /** Returns the number of the first item that has an n-gram of {@code n} words, or −1. */
    int find(long gram, int n) {
        long key = key(gram + n);
        int at = slot(key);
        return keys[at] == key ? owners[at] : -1;
    }

    private boolean put(long gram, int number) {
        long key = key(gram);
        int at = slot(key);
        if (keys[at] == key) {
            return false;
        }
        keys[at] = key;
        owners[at] = number;
        if (++size * 2 > keys.length) {
            grow();
        }
        return true;
    }

    /** Zero marks what is free. */
    private static long key(long gram) {
        return gram == 0 ? 1 : gram;
    }

    private int slot(long key) {
        int mask = keys.length - 1;
        int at = (int) (key * 0x9E3779B97F4A7C15L >>> 32) & mask;
        while (keys[at] != 0 && keys[at] != key) {
            at = (at + 1) & mask;
        }
        return at;
    }

    private void grow() {
        long[] before = keys;
        int[] owned = owners;
        keys = new long[2 * before.length];
        owners = new int[keys.length];
        for (int i = 0; i < before.length; i++) {
            if (before[i] != 0) {
                int at = slot(before[i]);
                keys[at] = before[i];
                owners[at] = owned[i];
            }
        }
    }
}
