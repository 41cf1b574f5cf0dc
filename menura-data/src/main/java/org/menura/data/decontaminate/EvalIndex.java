package org.menura.data.decontaminate;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.menura.data.dedupe.NormalWords;

/**
 * The n-grams of words of evaluation sets (Brown et al., Language Models are Few-Shot Learners, 2020, appendix C: 13-grams),
 * with the first item that has each. Items shorter than an n-gram are looked for as a whole if they have enough words. Not
 * changed once built, and shared by threads.
 */
public final class EvalIndex {
    private static final Pattern LABEL_BEFORE = Pattern.compile(
            "^\\s*(?:(?:question|q|problem|context|passage|text|input|sentence|premise|hypothesis|goal|instruction)\\s*\\d*\\s*[:.)]"
                    + "|\\(?[a-j1-9]\\)?[.):])\\s+",
            Pattern.CASE_INSENSITIVE);

    private static final Pattern LABEL_AFTER =
            Pattern.compile("\\s(?:answer|a|output|solution)\\s*:\\s*$", Pattern.CASE_INSENSITIVE);

    private final int nGram;
    private final int least;
    private final int common;
    private final List<EvalItem> items = new ArrayList<>();
    /** Number of n-grams of which each item is the first that has them. */
    private int[] sizes = new int[256];

    /** Lengths of n-grams that occur: the usual one, and those of shorter items. */
    private final boolean[] lengths;

    private long[] keys = new long[1 << 10];
    private int[] owners = new int[1 << 10];
    /** How many items have an n-gram, and which was the last. */
    private int[] counts = new int[1 << 10];

    private int[] last = new int[1 << 10];
    private int size;
    /** Hashes of the items' words: many sets hold an item once for each of its answers. */
    private final Set<Long> texts = new HashSet<>();

    /**
     * Creates an empty index.
     *
     * @param nGram words of an n-gram
     * @param least how many words an item that is shorter than an n-gram has at least, to be looked for
     * @param common an n-gram that more items than this have is part of a prompt, and not looked for
     */
    public EvalIndex(int nGram, int least, int common) {
        this.common = common;
        this.nGram = nGram;
        this.least = least;
        this.lengths = new boolean[nGram + 1];
    }

    /**
     * Adds an item: its n-grams, or itself and those of its lines that are shorter than an n-gram. Labels such as "Question:" are
     * left out, as prompts have them and documents don't.
     */
    public void add(EvalItem item) {
        NormalWords words = new NormalWords();
        words.read(unlabelled(item.text()));
        if (words.count() < Math.min(nGram, least) || !texts.add(words.hash(0, words.count()))) {
            return;
        }
        int number = items.size();
        items.add(item);
        if (number == sizes.length) {
            sizes = Arrays.copyOf(sizes, 2 * number);
        }
        put(words, Math.min(nGram, words.count()), number);
        if (item.text().indexOf('\n') >= 0) {
            item.text().lines().forEach(line -> {
                words.read(unlabelled(line));
                if (words.count() >= least && words.count() < nGram) {
                    put(words, words.count(), number);
                }
            });
        }
    }

    private void put(NormalWords words, int n, int number) {
        lengths[n] = true;
        for (long gram : words.hashes(n)) {
            sizes[number] += put(gram + n, number) ? 1 : 0;
        }
    }

    private static String unlabelled(String text) {
        return LABEL_AFTER.matcher(LABEL_BEFORE.matcher(text).replaceFirst("")).replaceFirst("");
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
        return keys[at] == key && counts[at] <= common ? owners[at] : -1;
    }

    private boolean put(long gram, int number) {
        long key = key(gram);
        int at = slot(key);
        if (keys[at] == key) {
            counts[at] += last[at] == number ? 0 : 1;
            last[at] = number;
            return false;
        }
        keys[at] = key;
        owners[at] = number;
        counts[at] = 1;
        last[at] = number;
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
        int[] counted = counts;
        int[] seen = last;
        keys = new long[2 * before.length];
        owners = new int[keys.length];
        counts = new int[keys.length];
        last = new int[keys.length];
        for (int i = 0; i < before.length; i++) {
            if (before[i] != 0) {
                int at = slot(before[i]);
                keys[at] = before[i];
                owners[at] = owned[i];
                counts[at] = counted[i];
                last[at] = seen[i];
            }
        }
    }
}
