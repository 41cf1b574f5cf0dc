package org.menura.tensor.cpu.gemv;

import org.menura.tensor.Tensor;
import org.menura.tensor.cpu.dequant.WeightRows;
import org.menura.tensor.cpu.loops.Primitives;

/**
 * MatMul as dot products of floats, for few rows of x: weights are decoded once, some outputs at a time, and meet four
 * rows together, each of which gets the bytes of {@link Primitives#dot}.
 */
public final class Dots {
    /** Rows up to which the weights of one output at a time are decoded. */
    private static final int ALONE = 4;

    private Dots() {}

    /** {@code out = x · wᵀ} for outputs {@code from} to {@code to}: x [rows, in], w [outs, in]. */
    public static void run(Primitives p, Tensor x, Tensor w, int from, int to, float[] out) {
        int rows = (int) x.shape().rows();
        int in = x.shape().cols();
        int outs = w.dim(0);
        WeightRows weights = WeightRows.of(w);
        int tile = rows > ALONE ? Gemv.TILE / 2 : 1;
        float[] decoded = w.onHeap() ? w.floats() : new float[tile * in];
        for (int first = from; first < to; first += tile) {
            int end = Math.min(to, first + tile);
            int w0 = 0;
            if (w.onHeap()) {
                w0 = w.offset() + first * in;
            } else {
                weights.read(first, end - first, 0, in, decoded, 0, in);
            }
            int r = 0;
            for (; r + 4 <= rows; r += 4) {
                for (int o = first; o < end; o++) {
                    int at = w0 + (o - first) * in;
                    p.dotFour(x.floats(), x.offset() + r * in, in, decoded, at, in, out, r * outs + o, outs);
                }
            }
            for (; r < rows; r++) {
                for (int o = first; o < end; o++) {
                    out[r * outs + o] = p.dot(x.floats(), x.offset() + r * in, decoded, w0 + (o - first) * in, in);
                }
            }
        }
    }

    /** {@link Gemv} with weights of any stored type. */
    public static final class Product extends Gemv {
        private final Tensor rowsOfX;
        private final Tensor weights;

        public Product(Tensor x, Tensor w, float[] out) {
            super(x, w, out);
            this.rowsOfX = x;
            this.weights = w;
        }

        @Override
        public void run(int from, int to) {
            Dots.run(Primitives.BEST, rowsOfX, weights, from, to, out);
        }
    }
}
