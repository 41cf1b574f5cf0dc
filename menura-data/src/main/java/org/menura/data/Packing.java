package org.menura.data;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A packing of documents into the rows of batches. A row has at most a given number of tokens; its pieces don't see
 * each other (they are segments of their own), and each token of the documents is in one row exactly unless a method
 * says otherwise. Empty documents are in none. Images and audio are never cut: a piece ends before one instead.
 */
public final class Packing {
    /** Tokens {@code start} to {@code start + length} (exclusive) of a document. */
    public record Piece(long document, int start, int length) {}

    private final int length;
    private final long[] documents;
    private final int[] starts;
    private final int[] lengths;
    private final int[] rowStarts;

    private Packing(int length, long[] documents, int[] starts, int[] lengths, int[] rowStarts) {
        this.length = length;
        this.documents = documents;
        this.starts = starts;
        this.lengths = lengths;
        this.rowStarts = rowStarts;
    }

    /**
     * Packs the documents one after the other, cut every {@code length} tokens: all rows are full but the last, and
     * those behind which an image or audio comes that they have no room for.
     */
    public static Packing cut(Documents documents, int length) {
        Builder builder = new Builder(length);
        int room = length;
        for (long d = 0; d < documents.count(); d++) {
            int size = documents.length(d);
            for (int from = 0; from < size; ) {
                int taken = documents.cut(d, from, from + Math.min(room, size - from)) - from;
                if (taken == 0 && room == length) {
                    throw Documents.tooLong(length);
                }
                if (taken > 0) {
                    builder.add(d, from, taken);
                }
                from += taken;
                room -= taken;
                if (room == 0 || taken == 0) {
                    builder.endRow();
                    room = length;
                }
            }
        }
        return builder.build();
    }

    /**
     * Packs by best fit: only documents longer than a row are cut, into full rows and a rest; then each piece, the
     * longest first, goes to the fullest row that still has room for it ("Fewer Truncations Improve Language Modeling",
     * arXiv 2404.10830).
     */
    public static Packing bestFit(Documents documents, int length) {
        Builder pieces = new Builder(length);
        for (long d = 0; d < documents.count(); d++) {
            int size = documents.length(d);
            for (int from = 0; from < size; ) {
                int taken = documents.cut(d, from, from + Math.min(length, size - from)) - from;
                if (taken == 0) {
                    throw Documents.tooLong(length);
                }
                pieces.add(d, from, taken);
                from += taken;
            }
        }
        int[] lengths = Arrays.copyOf(pieces.lengths, pieces.count);
        int[] rows = BestFit.rows(lengths, length);
        Builder builder = new Builder(length);
        for (int i : BestFit.byRow(rows)) {
            if (builder.rowOf >= 0 && rows[i] != builder.rowOf) {
                builder.endRow();
            }
            builder.rowOf = rows[i];
            builder.add(pieces.documents[i], pieces.starts[i], pieces.lengths[i]);
        }
        return builder.build();
    }

    /** Packs each document into a row of its own, truncated to the length of a row. */
    public static Packing separate(Documents documents, int length) {
        Builder builder = new Builder(length);
        for (long d = 0; d < documents.count(); d++) {
            if (documents.length(d) > 0) {
                builder.add(d, 0, documents.start(d, length).length());
                builder.endRow();
            }
        }
        return builder.build();
    }

    /** Returns the maximum number of tokens of a row. */
    public int length() {
        return length;
    }

    /** Returns the number of rows. */
    public int rows() {
        return rowStarts.length - 1;
    }

    /** Returns the pieces of a row. */
    public List<Piece> row(int row) {
        List<Piece> pieces = new ArrayList<>();
        for (int i = rowStarts[row]; i < rowStarts[row + 1]; i++) {
            pieces.add(new Piece(documents[i], starts[i], lengths[i]));
        }
        return pieces;
    }

    /** Returns the share of the places in all rows that hold a token. */
    public double fill() {
        return rows() == 0 ? 1 : Arrays.stream(lengths).asLongStream().sum() / ((double) rows() * length);
    }

    private static final class Builder {
        private final int length;
        private long[] documents = new long[64];
        private int[] starts = new int[64];
        private int[] lengths = new int[64];
        private int[] rowStarts = new int[64];
        private int rows;
        private int count;
        private int rowOf = -1;

        Builder(int length) {
            if (length < 1) {
                throw new IllegalArgumentException("rows of " + length + " tokens; at least 1 is needed");
            }
            this.length = length;
        }

        void add(long document, int start, int size) {
            if (count == lengths.length) {
                int more = Math.addExact(count, Math.min(count, Integer.MAX_VALUE - 8 - count));
                documents = Arrays.copyOf(documents, more);
                starts = Arrays.copyOf(starts, more);
                lengths = Arrays.copyOf(lengths, more);
            }
            documents[count] = document;
            starts[count] = start;
            lengths[count++] = size;
        }

        void endRow() {
            if (++rows == rowStarts.length) {
                rowStarts = Arrays.copyOf(rowStarts, Math.multiplyExact(2, rows));
            }
            rowStarts[rows] = count;
        }

        Packing build() {
            if (count > rowStarts[rows]) {
                endRow();
            }
            return new Packing(
                    length,
                    Arrays.copyOf(documents, count),
                    Arrays.copyOf(starts, count),
                    Arrays.copyOf(lengths, count),
                    Arrays.copyOf(rowStarts, rows + 1));
        }
    }
}
