package org.menura.tensor.cpu.library;

import org.menura.tensor.KvCache;
import org.menura.tensor.annotation.Extension;
import org.menura.tensor.dtype.DType;

/**
 * Attention of the heads of a query, or of some, that share a key head, over one block of a {@link KvCache} after another, as
 * it is stored. A row gets the same bits whatever others there are. The softmax has a running maximum (FlashAttention, arXiv 2205.14135). Each call computes on the calling thread
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
     * keyDim], values [rows, valueDim], sums [rows, SUMS], references [rows], slopes [rows], bounds [rows], and some that are
     * its own.
     *
     * @param type of the stored keys and values: F32, F16 or Q8_0
     * @param rows heads of all queries, 1 to {@link #MOST_ROWS}
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

        /** Returns where the {@linkplain CacheAttention#bound bounds} are. */
        public int bounds() {
            return slopes() + rows;
        }

        /** Returns where the library's own begin: scores [rows, {@link KvCache#BLOCK}] and factors [rows]. */
        public int own() {
            return bounds() + rows;
        }

        /** Returns the number of all. */
        public int size() {
            return own() + rows * (KvCache.BLOCK + 1);
        }
    }

    /** Returns what stands among the bounds for a row that sees positions {@code low} (inclusive) to {@code high} (exclusive). */
    static float bound(int low, int high) {
        return Float.intBitsToFloat(KvCache.BLOCK - low | 2 * KvCache.BLOCK - high << Byte.SIZE);
    }

    /**
     * Attends to what the rows see of a block.
     *
     * @param work what {@link Shape} says
     * @param end the position of the block from which on no row sees any
     * @param distance position of the block's first key minus that of the query, which must be one if there are slopes
     * @throws IndexOutOfBoundsException if something is too small, or a bound beyond {@code end}
     */
    void add(float[] work, KvCache.Stored block, int end, int distance);
}
