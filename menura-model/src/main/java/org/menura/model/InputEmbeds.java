package org.menura.model;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.menura.tensor.Tensor;

/**
 * Embeddings that come from elsewhere than the table of tokens: from images, audio, learned prompts.
 *
 * @param at the rows that they replace, ascending; the ids of those don't count
 * @param rows [at, width], as wide as the table
 */
public record InputEmbeds(int[] at, Tensor rows) {
    public InputEmbeds {
        if (at.length != rows.dim(0)) {
            throw new IllegalArgumentException("%d embeddings for %d rows".formatted(rows.dim(0), at.length));
        }
    }

    /**
     * Returns the embeddings of the rows in {@code from} to {@code to} (exclusive), where {@code from} has become
     * {@code first}; null for none.
     */
    public @Nullable InputEmbeds within(int from, int to, int first) {
        int start = firstFrom(from);
        int end = firstFrom(to);
        if (start == end) {
            return null;
        }
        int[] moved = IntStream.range(start, end).map(i -> at[i] - from + first).toArray();
        return new InputEmbeds(moved, end - start == at.length ? rows : rows.rows(start, end));
    }

    private int firstFrom(int row) {
        int found = Arrays.binarySearch(at, row);
        return found < 0 ? -1 - found : found;
    }
}
