package org.menura.tensor.cpu.library;

import org.menura.tensor.KvCache;
import org.menura.tensor.annotation.Extension;
import org.menura.tensor.dtype.DType;

/**
 * Attention of the heads of one query that share a key head, over one block of a {@link KvCache} after another, as it is
 * stored. The softmax has a running maximum (FlashAttention, arXiv 2205.14135). Each call computes on the calling thread
 * alone, and any number of threads may call at the same time.
 */
@Extension
public interface CacheAttention {
    /** Sums of weights of a row; its total is the sum of them. */
    int SUMS = 16;

    /** Rows there may be. */
    int MOST_ROWS = 8;

    /** What the reference of a row is before it has seen a key; weights are exp(score - reference). */
    float NOTHING = -1e30f;

    /**
     * What attention is made for. What it works with is an array of floats, part by part: queries times the scale [rows,
     * keyDim], values [rows, valueDim], sums [rows, SUMS], references [rows], slopes [rows], and some that are its own.
     *
     * @param type of the stored keys and values: F32, F16 or Q8_0
     * @param rows heads, 1 to {@link #MOST_ROWS}
     * @param softcap bound of the scores, 0 for none
     * @param sloped whether {@code slope · (position of the key - position of the query)} is added to scores
     */
    record Shape(DType type, int rows, int keyDim, int valueDim, float softcap, boolean sloped) {
        /** Returns where the values are, divided by nothing yet. */
        public int values() {
            return rows * keyDim;
        }

        /** Returns where the sums of weights are. */
        public int sums() {
            return values() + rows * valueDim;
        }

        /** Returns where the references are. */
        public int references() {
            return sums() + rows * SUMS;
        }

        /** Returns where the slopes are. */
        public int slopes() {
            return references() + rows;
        }

        /** Returns where the library's own begin: scores [rows, {@link KvCache#BLOCK}] and factors [rows]. */
        public int own() {
            return slopes() + rows;
        }

        /** Returns the number of all. */
        public int size() {
            return own() + rows * (KvCache.BLOCK + 1);
        }
    }

    /**
     * Attends to the positions {@code low} (inclusive) to {@code high} (exclusive) of a block.
     *
     * @param work what {@link Shape} says
     * @param distance position of the block's first key minus that of the query
     * @throws IndexOutOfBoundsException if something is too small
     */
    void add(float[] work, KvCache.Stored block, int low, int high, int distance);
}
