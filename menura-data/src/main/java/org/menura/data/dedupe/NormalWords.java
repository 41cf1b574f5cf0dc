package org.menura.data.dedupe;

import java.text.Normalizer;
import java.util.Arrays;

/**
 * The words of a text as numbers, alike whatever their case, punctuation, line breaks, accents and compatibility forms
 * (NFKD): runs of letters and digits, and single characters of scripts that are written without spaces. Apostrophes within a
 * word are passed over. Each word knows where it stands, in code points. An instance is for one thread and is meant to
 * be used again.
 */
public final class NormalWords {
    private static final long SEED = 0x6D656E757261L;
    private static final long STEP = 0x9E3779B97F4A7C15L;

    private long[] hashes = new long[256];
    private int[] starts = new int[256];
    private int[] ends = new int[256];
    private int count;
    private int[] symbols = new int[64];

    /** Reads a text in place of the one before. */
    public void read(CharSequence text) {
        count = 0;
        long hash = 0;
        int start = -1;
        int end = 0;
        int point = 0;
        for (int i = 0; i < text.length(); point++) {
            int c = Character.codePointAt(text, i);
            i += Character.charCount(c);
            if (c < 0x80) {
                int lower = c >= 'A' && c <= 'Z' ? c + 32 : c;
                boolean word = lower >= 'a' && lower <= 'z' || c >= '0' && c <= '9';
                if (word) {
                    start = start < 0 ? point : start;
                    hash = hash(hash, lower);
                    end = point + 1;
                } else if (start >= 0 && c != '\'') {
                    add(hash, start, end);
                    start = -1;
                    hash = 0;
                }
                continue;
            }
            if (isApostrophe(c) && start >= 0) {
                continue;
            }
            int n = normal(c);
            if (n > 0 && isWordOfItsOwn(symbols[0])) {
                if (start >= 0) {
                    add(hash, start, end);
                    start = -1;
                    hash = 0;
                }
                long own = 0;
                for (int k = 0; k < n; k++) {
                    own = hash(own, symbols[k]);
                }
                add(own, point, point + 1);
            } else if (n > 0) {
                start = start < 0 ? point : start;
                for (int k = 0; k < n; k++) {
                    hash = hash(hash, symbols[k]);
                }
                end = point + 1;
            } else if (start >= 0 && !isMark(c)) {
                add(hash, start, end);
                start = -1;
                hash = 0;
            }
        }
        if (start >= 0) {
            add(hash, start, end);
        }
    }

    /** Returns how many words there are. */
    public int count() {
        return count;
    }

    /** Returns the first code point of a word. */
    public int start(int word) {
        return starts[word];
    }

    /** Returns the code point behind a word. */
    public int end(int word) {
        return ends[word];
    }

    /** Returns a word as a number. */
    public long hash(int word) {
        return hashes[word];
    }

    /** Returns the words from {@code first} on as one number. */
    public long hash(int first, int n) {
        long hash = 0;
        for (int i = first; i < first + n; i++) {
            hash = hash * STEP + hashes[i];
        }
        return mix(hash);
    }

    /** Returns the n-grams of words as numbers, in order; none if there are fewer words. */
    public long[] hashes(int n) {
        long[] grams = new long[Math.max(0, count - n + 1)];
        if (grams.length == 0) {
            return grams;
        }
        long power = 1;
        for (int i = 0; i < n; i++) {
            power *= STEP;
        }
        long hash = 0;
        for (int i = 0; i < count; i++) {
            hash = hash * STEP + hashes[i];
            if (i >= n) {
                hash -= power * hashes[i - n];
            }
            if (i >= n - 1) {
                grams[i - n + 1] = mix(hash);
            }
        }
        return grams;
    }

    private void add(long hash, int start, int end) {
        if (count == hashes.length) {
            hashes = Arrays.copyOf(hashes, 2 * count);
            starts = Arrays.copyOf(starts, 2 * count);
            ends = Arrays.copyOf(ends, 2 * count);
        }
        hashes[count] = mix(hash ^ SEED);
        starts[count] = start;
        ends[count++] = end;
    }

    /** Puts the letters and digits that a character stands for into {@link #symbols} and returns their number. */
    private int normal(int c) {
        int n = 0;
        if (Character.getType(c) == Character.NON_SPACING_MARK) {
            return 0;
        }
        String parts = Normalizer.normalize(Character.toString(c), Normalizer.Form.NFKD);
        for (int i = 0; i < parts.length() && n < symbols.length; ) {
            int part = parts.codePointAt(i);
            i += Character.charCount(part);
            boolean kept =
                    Character.isLetterOrDigit(part) || Character.getType(part) == Character.COMBINING_SPACING_MARK;
            if (kept) {
                // Lower case of upper case: folds what has several small forms, such as the Greek sigma.
                symbols[n++] = Character.toLowerCase(Character.toUpperCase(part));
            }
        }
        return n;
    }

    private static boolean isApostrophe(int c) {
        return c == '\u2019' || c == '\u02bc' || c == '\u2018';
    }

    /** Marks, joiners and soft hyphens part no words. */
    private static boolean isMark(int c) {
        int type = Character.getType(c);
        return type == Character.NON_SPACING_MARK || type == Character.FORMAT;
    }

    private static boolean isWordOfItsOwn(int c) {
        return Character.isIdeographic(c)
                || c >= 0x3041 && c <= 0x30ff
                || c >= 0x0e00 && c <= 0x0eff
                || c >= 0x1000 && c <= 0x109f
                || c >= 0x1780 && c <= 0x17ff;
    }

    private static long hash(long hash, int symbol) {
        return (hash + symbol + 1) * STEP ^ hash >>> 29;
    }

    private static long mix(long hash) {
        long h = (hash ^ hash >>> 32) * 0xD6E8FEB86659FD93L;
        h = (h ^ h >>> 32) * 0xD6E8FEB86659FD93L;
        return h ^ h >>> 32;
    }
}
