package org.menura.tensor.cpu.attention;

import org.menura.tensor.KvCache;
import org.menura.tensor.Tensor;

/** Keys and values of one sequence, as attention reads them: block by block as floats. */
public sealed interface KvReader {
    /** First position held. */
    int first();

    /** The position after the last one. */
    int end();

    /** Keys of a head and a block as [keyDim, BLOCK], of which the first {@code count} columns matter. */
    void keys(int head, int block, int count, float[] to);

    /** Values of a head and a block as [planes, BLOCK, BLOCK], of which the first {@code count} positions matter. */
    void values(int head, int block, int count, float[] to);

    /** What a cache holds. */
    record Cached(KvCache cache) implements KvReader {
        @Override
        public int first() {
            return cache.first();
        }

        @Override
        public int end() {
            return cache.length();
        }

        @Override
        public void keys(int head, int block, int count, float[] to) {
            cache.readKeys(head, block, to);
        }

        @Override
        public void values(int head, int block, int count, float[] to) {
            cache.readValues(head, block, count, to);
        }
    }

    /** {@code count} rows of k [rows, heads, keyDim] and v [rows, heads, valueDim], the first one at position 0. */
    record Rows(Tensor k, Tensor v, int from, int count) implements KvReader {
        private static final int SIZE = KvCache.BLOCK;

        @Override
        public int first() {
            return 0;
        }

        @Override
        public int end() {
            return count;
        }

        @Override
        public void keys(int head, int block, int n, float[] to) {
            int dim = k.dim(2);
            for (int j = 0; j < n; j++) {
                transpose(k.floats(), at(k, head, block, j), to, j, dim);
            }
        }

        private static void transpose(float[] x, int x0, float[] to, int column, int n) {
            for (int d = 0; d < n; d++) {
                to[d * SIZE + column] = x[x0 + d];
            }
        }

        @Override
        public void values(int head, int block, int n, float[] to) {
            int dim = v.dim(2);
            for (int plane = 0; plane < dim; plane += SIZE) {
                int width = Math.min(SIZE, dim - plane);
                for (int j = 0; j < n; j++) {
                    System.arraycopy(v.floats(), at(v, head, block, j) + plane, to, (plane + j) * SIZE, width);
                }
            }
        }

        private int at(Tensor t, int head, int block, int j) {
            return t.offset() + ((from + block * SIZE + j) * t.dim(1) + head) * t.dim(2);
        }
    }
}
