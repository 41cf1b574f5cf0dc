package org.menura.tensor.cpu.library;

import java.util.Objects;
import org.menura.tensor.annotation.Extension;

/**
 * Numbers that rows are combined by, where each row takes terms of its own.
 *
 * @param rows that are made
 * @param entries for each of them the number of its terms, and behind that the offset of each term's row
 * @param values the factor of each term, in the order of the entries
 */
@Extension
public record SparseFactors(int rows, int[] entries, float[] values) {
    /**
     * Checks that all terms are there, and that each lies within what is combined.
     *
     * @param n elements of a row
     * @param length elements of what the offsets lead into
     * @throws IndexOutOfBoundsException if not
     */
    public void check(int n, int length) {
        Objects.checkIndex(n - 1, length);
        int at = 0;
        int terms = 0;
        for (int r = 0; r < rows; r++) {
            int count = entries[at++];
            Objects.checkFromIndexSize(at, count, entries.length);
            Objects.checkFromIndexSize(terms, count, values.length);
            for (int end = at + count; at < end; at++) {
                Objects.checkIndex(entries[at], length - n + 1);
            }
            terms += count;
        }
    }
}
