package org.menura.data.fasttext;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The words and labels of a model and the rows that a line's words, their n-grams of characters and its n-grams of words
 * stand in. Texts are bytes: a word of the dictionary is compared by them.
 */
final class FastTextDictionary {
    static final String LABEL = "__label__";
    /** The token that ends a line. */
    static final byte[] EOS = {'<', '/', 's', '>'};

    private static final byte[] LABEL_BYTES = LABEL.getBytes(StandardCharsets.US_ASCII);
    private static final int BASIS = 0x811C9DC5;
    private static final int PRIME = 16777619;
    private static final long NGRAM = 116049371;

    private final FastTextArgs args;
    private final byte[] text;
    /** Where each entry begins in {@link #text}; one more at the end. */
    private final int[] starts;

    private final long[] counts;
    private final int words;
    private final int labels;
    private final int[] table;
    /** The buckets that pruning left, sorted, with their new numbers; null if nothing was pruned. */
    private final int @Nullable [] kept;

    private final int[] renumbered;
    /** A table of the kept buckets: their places from 1 on. */
    private final int[] places;

    /** Creates a dictionary of entries: words first, then labels. */
    FastTextDictionary(
            FastTextArgs args,
            byte[] text,
            int[] starts,
            long[] counts,
            int words,
            int @Nullable [] kept,
            int[] renumbered) {
        this.args = args;
        this.text = text;
        this.starts = starts;
        this.counts = counts;
        this.words = words;
        this.labels = counts.length - words;
        this.kept = kept;
        this.renumbered = renumbered;
        this.places = new int[kept == null ? 1 : Integer.highestOneBit(Math.max(4, kept.length)) * 4];
        for (int i = 0; i < renumbered.length && kept != null; i++) {
            int slot = slot(kept[i]);
            while (places[slot] != 0) {
                slot = slot + 1 & places.length - 1;
            }
            places[slot] = i + 1;
        }
        this.table = new int[(int) Math.ceil(counts.length / 0.7)];
        Arrays.fill(table, -1);
        for (int i = 0; i < counts.length; i++) {
            int slot = find(text, starts[i], starts[i + 1], hash(text, starts[i], starts[i + 1]));
            table[slot] = i;
        }
    }

    int words() {
        return words;
    }

    int labels() {
        return labels;
    }

    long count(int id) {
        return counts[id];
    }

    boolean pruned() {
        return kept != null;
    }

    int keptBuckets() {
        return renumbered.length;
    }

    /** Whether all rows of kept buckets lie below a number of rows. */
    boolean bucketsBelow(long rows) {
        for (int bucket : renumbered) {
            if (words + (long) bucket >= rows) {
                return false;
            }
        }
        return true;
    }

    byte[] entry(int id) {
        return Arrays.copyOfRange(text, starts[id], starts[id + 1]);
    }

    String name(int id) {
        return new String(text, starts[id], starts[id + 1] - starts[id], StandardCharsets.UTF_8);
    }

    String label(int label) {
        return name(words + label);
    }

    /** FNV-1a over bytes that are extended with their sign, as fastText's releases compute it. */
    static int hash(byte[] bytes, int from, int to) {
        int hash = BASIS;
        for (int i = from; i < to; i++) {
            hash = (hash ^ bytes[i]) * PRIME;
        }
        return hash;
    }

    private int find(byte[] token, int from, int to, int hash) {
        int slot = Integer.remainderUnsigned(hash, table.length);
        while (table[slot] >= 0) {
            int id = table[slot];
            if (Arrays.equals(text, starts[id], starts[id + 1], token, from, to)) {
                return slot;
            }
            slot = slot + 1 == table.length ? 0 : slot + 1;
        }
        return slot;
    }

    /** Returns the entry of a token; -1 if it has none. */
    int id(byte[] token, int from, int to) {
        return id(token, from, to, hash(token, from, to));
    }

    private int id(byte[] token, int from, int to, int hash) {
        return table.length == 0 ? -1 : table[find(token, from, to, hash)];
    }

    /** Splits a line and lists the rows of what is in it. Returns how many tokens there were. */
    int line(byte[] line, Ids rows, @Nullable Ids labelsOut) {
        Ids hashes = new Ids();
        int tokens = 0;
        int at = 0;
        boolean ended = false;
        while (!ended) {
            while (at < line.length && line[at] != '\n' && separates(line[at])) {
                at++;
            }
            if (at == line.length) {
                break;
            }
            int from = at;
            while (at < line.length && !separates(line[at])) {
                at++;
            }
            if (at > from) {
                tokens++;
                token(line, from, at, rows, labelsOut, hashes);
                ended = Arrays.equals(line, from, at, EOS, 0, EOS.length);
            } else {
                tokens++;
                token(EOS, 0, EOS.length, rows, labelsOut, hashes);
                ended = true;
            }
        }
        wordNgrams(rows, hashes);
        return tokens;
    }

    private void token(byte[] token, int from, int to, Ids rows, @Nullable Ids labelsOut, Ids hashes) {
        int hash = hash(token, from, to);
        int id = id(token, from, to, hash);
        boolean label = id < 0
                ? to - from >= LABEL_BYTES.length
                        && Arrays.equals(token, from, from + LABEL_BYTES.length, LABEL_BYTES, 0, LABEL_BYTES.length)
                : id >= words;
        if (label) {
            if (id >= 0 && labelsOut != null) {
                labelsOut.add(id - words);
            }
        } else {
            subwords(rows, token, from, to, id);
            hashes.add(hash);
        }
    }

    static boolean separates(byte b) {
        return b == ' ' || b == '\n' || b == '\r' || b == '\t' || b == 0x0B || b == '\f' || b == 0;
    }

    /** Lists the row of a token and those of its n-grams of characters. */
    void subwords(Ids rows, byte[] token, int from, int to, int id) {
        if (id >= 0) {
            rows.add(id);
        }
        if (args.maxn() > 0 && !Arrays.equals(token, from, to, EOS, 0, EOS.length)) {
            byte[] word = new byte[to - from + 2];
            word[0] = '<';
            System.arraycopy(token, from, word, 1, to - from);
            word[word.length - 1] = '>';
            characterNgrams(rows, word);
        }
    }

    private void characterNgrams(Ids rows, byte[] word) {
        for (int i = 0; i < word.length; i++) {
            if ((word[i] & 0xC0) == 0x80) {
                continue;
            }
            int hash = BASIS;
            int j = i;
            for (int n = 1; j < word.length && n <= args.maxn(); n++) {
                hash = (hash ^ word[j++]) * PRIME;
                while (j < word.length && (word[j] & 0xC0) == 0x80) {
                    hash = (hash ^ word[j++]) * PRIME;
                }
                if (n >= args.minn() && !(n == 1 && (i == 0 || j == word.length))) {
                    bucket(rows, Integer.remainderUnsigned(hash, args.bucket()));
                }
            }
        }
    }

    private void wordNgrams(Ids rows, Ids hashes) {
        for (int i = 0; i < hashes.size; i++) {
            long hash = hashes.values[i];
            for (int j = i + 1; j < hashes.size && j < (long) i + args.wordNgrams(); j++) {
                hash = hash * NGRAM + hashes.values[j];
                bucket(rows, (int) Long.remainderUnsigned(hash, args.bucket()));
            }
        }
    }

    private int slot(int bucket) {
        int mixed = bucket * 0x9E3779B1;
        return (mixed ^ mixed >>> 16) & places.length - 1;
    }

    private void bucket(Ids rows, int bucket) {
        if (kept == null) {
            rows.add(words + bucket);
        } else {
            for (int slot = slot(bucket); places[slot] != 0; slot = slot + 1 & places.length - 1) {
                if (kept[places[slot] - 1] == bucket) {
                    rows.add(words + renumbered[places[slot] - 1]);
                    return;
                }
            }
        }
    }
}
