package org.menura.data.tokenizer;

import java.util.Arrays;

/**
 * Words as runs of symbols, one behind the other.
 *
 * @param symbols all of them
 * @param starts where each word starts, and where the last one ends
 * @param counts how often each word occurs
 */
record SymbolWords(int[] symbols, int[] starts, long[] counts) {
    int size() {
        return counts.length;
    }

    /** Gathers words. */
    static final class Builder {
        private int[] symbols = new int[1 << 10];
        private int[] starts = new int[1 << 8];
        private long[] counts = new long[1 << 8];
        private int length;
        private int words;

        void add(int symbol) {
            if (length == symbols.length) {
                symbols = Arrays.copyOf(symbols, 2 * length);
            }
            symbols[length++] = symbol;
        }

        /** Ends a word, if there is one. */
        void end(long count) {
            if (starts[words] == length) {
                return;
            }
            if (words + 1 == counts.length) {
                counts = Arrays.copyOf(counts, 2 * counts.length);
                starts = Arrays.copyOf(starts, 2 * starts.length);
            }
            counts[words++] = count;
            starts[words] = length;
        }

        SymbolWords build() {
            return new SymbolWords(
                    Arrays.copyOf(symbols, length), Arrays.copyOf(starts, words + 1), Arrays.copyOf(counts, words));
        }
    }
}
