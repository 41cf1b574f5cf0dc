package org.menura.tensor.cpu.attention;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.menura.tensor.Tensor;
import org.menura.tensor.cpu.gemm.BlockSums;
import org.menura.tensor.cpu.library.FoundKernels;
import org.menura.tensor.cpu.library.SoftmaxKernels;
import org.menura.tensor.cpu.loops.Arithmetic;
import org.menura.tensor.cpu.loops.Primitives;

/**
 * The gradients of a sequence's key head and of the query heads that share it.
 *
 * <p>With scores S, weights P = softmax(S) and y = P v: dv = Pᵀ dy, dP = dy vᵀ, dS = P ∘ (dP - rowsum(dy ∘ y)), dq = dS k
 * and dk = dSᵀ q. Queries come in blocks, and all of a block's scores are computed before softmax, so that they need not
 * be computed a second time. Rows of dy are divided by the sum of their weights instead of these.
 *
 * <p>Serves one thread.
 */
final class HeadGradient {
    private static final int SIZE = BlockSums.SIZE;

    /** Queries, or keys, that are computed with what any of them sees. */
    private static final int STEP = 16;

    private static final Primitives P = Primitives.BEST;
    private static final Arithmetic A = Arithmetic.BEST;
    private static final @Nullable SoftmaxKernels CODE = FoundKernels.softmax();

    private final BlockSums sums = new BlockSums();
    private final ScoreStrip strip = new ScoreStrip();
    private final float[] dScores = new float[SIZE * SIZE];
    private final float[] totals = new float[SIZE]; // sums of weights
    private final float[] shifts = new float[SIZE]; // Σ dy ∘ y, divided like dy
    private float[] keysAcross = new float[0]; // [blocks, keyDim, SIZE]
    private float[] keysAlong = new float[0]; // [blocks, planes, SIZE, SIZE], scaled
    private float[] valuesAcross = new float[0]; // [blocks, valueDim, SIZE]
    private float[] queries = new float[0]; // [planes, SIZE, SIZE], scaled
    private float[] dOut = new float[0]; // [planes, SIZE, SIZE], divided by the sum of the weights

    /** Adds the gradients of a sequence and a key head. */
    void add(AttentionGradient.Call c, int sequence, int keyHead) {
        int count = c.queries().length(sequence);
        int keys = c.keys().length(sequence);
        if (count == 0 || keys == 0) {
            return;
        }
        pack(c, c.keys().start(sequence), keys, keyHead);
        KvReader memory = new KvReader.Rows(c.k(), c.v(), c.keys().start(sequence), keys);
        int group = c.q().dim(1) / c.k().dim(1);
        for (int head = keyHead * group; head < (keyHead + 1) * group; head++) {
            for (int low = 0; low < count; low += SIZE) {
                strip.begin(c.spec(), keys - count + low, Math.min(SIZE, count - low), memory);
                if (strip.firstBlock < strip.endBlock) {
                    add(c, sequence, c.queries().start(sequence) + low, head, keyHead, keys);
                }
            }
        }
    }

    /** Lays out the keys and values. */
    private void pack(AttentionGradient.Call c, int firstRow, int keys, int keyHead) {
        int keyDim = c.k().dim(2);
        int valueDim = c.v().dim(2);
        int blocks = Math.ceilDiv(keys, SIZE);
        int planes = Math.ceilDiv(keyDim, SIZE);
        keysAcross = QueryBlock.room(keysAcross, blocks * keyDim * SIZE);
        keysAlong = QueryBlock.room(keysAlong, blocks * planes * SIZE * SIZE);
        valuesAcross = QueryBlock.room(valuesAcross, blocks * valueDim * SIZE);
        for (int block = 0; block < blocks; block++) {
            int row = firstRow + block * SIZE;
            int n = Math.min(SIZE, keys - block * SIZE);
            int k0 = at(c.k(), row, keyHead);
            int v0 = at(c.v(), row, keyHead);
            transpose(c.k().floats(), k0, stride(c.k()), n, keyDim, keysAcross, block * keyDim * SIZE);
            transpose(c.v().floats(), v0, stride(c.v()), n, valueDim, valuesAcross, block * valueDim * SIZE);
            for (int j = 0; j < n; j++) {
                int to = block * planes * SIZE * SIZE + j * SIZE;
                scale(c.k().floats(), k0 + j * stride(c.k()), keyDim, c.spec().scale(), keysAlong, to);
            }
        }
    }

    private static int at(Tensor t, int row, int head) {
        return t.offset() + (row * t.dim(1) + head) * t.dim(2);
    }

    private static int stride(Tensor t) {
        return t.dim(1) * t.dim(2);
    }

    private static void transpose(float[] x, int x0, int stride, int rows, int cols, float[] to, int to0) {
        for (int j = 0; j < rows; j++) {
            for (int d = 0; d < cols; d++) {
                to[to0 + d * SIZE + j] = x[x0 + j * stride + d];
            }
        }
    }

    /** Writes a row into planes, times {@code factor}. */
    private static void scale(float[] x, int x0, int n, float factor, float[] to, int to0) {
        for (int plane = 0; plane < n; plane += SIZE) {
            int count = Math.min(SIZE, n - plane);
            for (int d = 0; d < count; d++) {
                to[to0 + plane * SIZE + d] = factor * x[x0 + plane + d];
            }
        }
    }

    /** A block of queries, from a row of q on. */
    private void add(AttentionGradient.Call c, int sequence, int row, int head, int keyHead, int keys) {
        int keyDim = c.k().dim(2);
        queries = QueryBlock.room(queries, Math.ceilDiv(keyDim, SIZE) * SIZE * SIZE);
        for (int r = 0; r < strip.rows; r++) {
            scale(c.q().floats(), at(c.q(), row + r, head), keyDim, c.spec().scale(), queries, r * SIZE);
        }
        for (int block = strip.firstBlock; block < strip.endBlock; block++) {
            product(queries, keysAcross, block, keyDim, strip.weights, strip.at(block));
        }
        strip.shape(c.spec(), head, c.relativeBias());
        weigh(c, row, head);
        int firstKey = c.keys().start(sequence);
        for (int block = strip.firstBlock; block < strip.endBlock; block++) {
            int n = Math.min(SIZE, keys - block * SIZE);
            addToKeys(strip.weights, strip.at(block), dOut, block, n, c.dv(), firstKey, keyHead);
            if (c.dq() != null || c.dk() != null || c.biasPartials() != null) {
                differentiate(c, block, sequence, head);
                addToQueries(block, c.dq(), row, head);
                addToKeys(dScores, 0, queries, block, n, c.dk(), firstKey, keyHead);
            }
        }
    }

    /** Softmax, and the rows of dy. */
    private void weigh(AttentionGradient.Call c, int row, int head) {
        int valueDim = c.v().dim(2);
        dOut = QueryBlock.room(dOut, Math.ceilDiv(valueDim, SIZE) * SIZE * SIZE);
        strip.weigh(totals);
        dots(c.dy(), at(c.dy(), row, head), c.y(), at(c.y(), row, head), valueDim);
        for (int r = 0; r < strip.rows; r++) {
            float inverse = totals[r] == 0 ? 0 : 1 / totals[r];
            scale(c.dy().floats(), at(c.dy(), row + r, head), valueDim, inverse, dOut, r * SIZE);
            shifts[r] *= inverse;
        }
    }

    /** Dot products of the rows of dy and y, as {@link #shifts}. */
    private void dots(Tensor dy, int d0, Tensor y, int y0, int n) {
        int stride = stride(dy);
        if (CODE == null || !CODE.dots(dy.floats(), d0, y.floats(), y0, stride, strip.rows, n, shifts)) {
            for (int r = 0; r < strip.rows; r++) {
                shifts[r] = P.dot(dy.floats(), d0 + r * stride, y.floats(), y0 + r * stride, n);
            }
        }
    }

    /**
     * MatMul of rows with the keys, or values, of a block that they see.
     *
     * @param a [planes, SIZE, SIZE]
     * @param b [blocks, dim, SIZE]
     * @param to gets [SIZE, SIZE], and has zeros
     */
    private void product(float[] a, float[] b, int block, int dim, float[] to, int to0) {
        for (int r = 0; r < strip.rows; r += STEP) {
            int count = Math.min(STEP, strip.rows - r);
            int cols = strip.high(block, r + count - 1);
            if (cols > 0 && strip.low(block, r) < SIZE) {
                for (int d = 0; d < dim; d += SIZE) {
                    int depth = Math.min(SIZE, dim - d);
                    int b0 = (block * dim + d) * SIZE;
                    sums.alongWhole(a, (d + r) * SIZE, b, b0, depth, to, to0 + r * SIZE, count, cols);
                }
            }
        }
    }

    /** The gradients of a block's dot products. */
    private void differentiate(AttentionGradient.Call c, int block, int sequence, int head) {
        Arrays.fill(dScores, 0);
        product(dOut, valuesAcross, block, c.v().dim(2), dScores, 0);
        boolean computed = CODE != null && CODE.back(strip.weights, strip.at(block), shifts, dScores, strip.rows);
        for (int r = 0; r < strip.rows; r++) {
            int low = strip.low(block, r);
            int high = Math.max(low, strip.high(block, r));
            int d0 = r * SIZE;
            if (!computed) {
                int at = strip.at(block) + d0 + low;
                A.scale(strip.weights, at, 1, dScores, d0 + low, -shifts[r], dScores, d0 + low, high - low);
            }
            Arrays.fill(dScores, d0, d0 + low, 0);
            Arrays.fill(dScores, d0 + high, d0 + SIZE, 0);
            float[] biases = c.biasPartials();
            if (biases != null && c.relativeBias() != null) {
                int entries = c.relativeBias().dim(0);
                int from = (sequence * c.q().dim(1) + head) * entries;
                int distance = block * SIZE - strip.position - r;
                for (int j = low; j < high; j++) {
                    biases[from + ScoreStrip.entry(distance + j, entries / 2)] += dScores[d0 + j];
                }
            }
        }
        if (c.spec().softcap() > 0) {
            int s0 = strip.at(block);
            for (int i = 0; i < strip.rows * SIZE; i++) {
                float t = strip.capped[s0 + i];
                dScores[i] *= 1 - t * t;
            }
        }
    }

    private void addToQueries(int block, @Nullable Tensor dq, int row, int head) {
        if (dq == null) {
            return;
        }
        int dim = dq.dim(2);
        int planes = Math.ceilDiv(dim, SIZE);
        for (int r = 0; r < strip.rows; r += STEP) {
            int count = Math.min(STEP, strip.rows - r);
            int depth = strip.high(block, r + count - 1);
            if (depth > 0 && strip.low(block, r) < SIZE) {
                int to = at(dq, row + r, head);
                for (int d = 0; d < dim; d += SIZE) {
                    int b0 = (block * planes * SIZE + d) * SIZE;
                    int width = Math.min(SIZE, dim - d);
                    sums.along(dScores, r * SIZE, keysAlong, b0, depth, dq.floats(), to + d, stride(dq), count, width);
                }
            }
        }
    }

    /**
     * Adds sums over the queries to the gradients of a block's {@code n} keys, or values.
     *
     * @param a factors, [SIZE, SIZE]
     * @param b rows of the queries, [planes, SIZE, SIZE]
     */
    private void addToKeys(
            float[] a, int a0, float[] b, int block, int n, @Nullable Tensor to, int firstKey, int keyHead) {
        if (to == null) {
            return;
        }
        int dim = to.dim(2);
        for (int j = 0; j < n; j += STEP) {
            int count = Math.min(STEP, n - j);
            int low = 0;
            int high = strip.rows;
            while (low < high && strip.high(block, low) <= j) {
                low++;
            }
            while (low < high && strip.low(block, high - 1) >= j + count) {
                high--;
            }
            if (low < high) {
                int c0 = at(to, firstKey + block * SIZE + j, keyHead);
                for (int d = 0; d < dim; d += SIZE) {
                    int width = Math.min(SIZE, dim - d);
                    int b0 = (d + low) * SIZE;
                    sums.across(
                            a, a0 + low * SIZE + j, b, b0, high - low, to.floats(), c0 + d, stride(to), count, width);
                }
            }
        }
    }
}
