package org.menura.tensor.cpu;

import static org.menura.tensor.cpu.Lanes.F;
import static org.menura.tensor.cpu.Lanes.L;

import jdk.incubator.vector.FloatVector;

/**
 * Products of float32 weights with many rows: {@code out = x · wᵀ}. Lanes are outputs, whose weights are laid out side by
 * side once; so results are stored where they belong, and each is one sum in the order of its terms. For processors with
 * 32 vectors of 16 floats. Serves one thread at a time.
 */
final class PackedFloatGemm {
    /** Rows that are multiplied together: with two vectors of outputs, 16 sums. */
    private static final int ROWS = 8;

    /** Elements of x that are packed at a time. */
    private static final int MOST_PACKED = 1 << 19;

    /** Elements of x that stay in the second-level cache while they meet one panel of weights after the other. */
    private static final int BLOCK = 96 << 10;

    private static final int FEWEST_ROWS = 32;
    private static final int MOST_ROWS = 256;

    private final Workers workers;
    private float[] packed = new float[0]; // [rows / ROWS, in, ROWS]

    PackedFloatGemm(Workers workers) {
        this.workers = workers;
    }

    static boolean suitsProcessor() {
        return Kernels.BEST instanceof VectorKernels && L == 16;
    }

    /** {@code out = x · wᵀ}: x [rows, in], out [rows, outs]. */
    void multiply(float[] x, int x0, int rows, FloatPanels w, float[] out) {
        int most = Math.max(ROWS, MOST_PACKED / w.in() / ROWS * ROWS);
        for (int first = 0; first < rows; first += most) {
            int count = Math.min(most, rows - first);
            pack(x, x0 + first * w.in(), count, w.in());
            multiply(count, w, out, first * w.outs());
        }
    }

    /** Brings elements of eight rows together: eight places in x would be worth more registers than there are. */
    private void pack(float[] x, int x0, int rows, int in) {
        int groups = Math.ceilDiv(rows, ROWS);
        if (packed.length < groups * ROWS * in) {
            packed = new float[groups * ROWS * in];
        }
        float[] to = packed;
        workers.run(groups, 1, (from, end) -> {
            for (int g = from; g < end; g++) {
                for (int r = 0; r < ROWS; r++) {
                    // Where rows are missing, the last one is computed again.
                    pack(x, x0 + Math.min(g * ROWS + r, rows - 1) * in, to, g * ROWS * in + r, in);
                }
            }
        });
    }

    private static void pack(float[] x, int x0, float[] to, int at, int in) {
        for (int k = 0; k < in; k++) {
            to[at + k * ROWS] = x[x0 + k];
        }
    }

    private void multiply(int rows, FloatPanels w, float[] out, int out0) {
        float[] x = packed;
        int in = w.in();
        int panels = w.panels();
        int block = Math.clamp(BLOCK / in / ROWS * ROWS, FEWEST_ROWS, MOST_ROWS);
        workers.run(Math.ceilDiv(rows, block) * panels, 1, (from, to) -> {
            for (int i = from; i < to; i++) {
                int first = i / panels * block;
                int end = Math.min(rows, first + block);
                int o0 = i % panels * FloatPanels.OUTS;
                int width = Math.min(FloatPanels.OUTS, w.outs() - o0);
                for (int r = first; r < end; r += ROWS) {
                    int at = out0 + r * w.outs() + o0;
                    tile(x, r * in, w.values(), o0 * in, in, out, at, w.outs(), Math.min(ROWS, end - r), width);
                }
            }
        });
    }

    private static void tile(
            float[] x, int x0, float[] w, int w0, int depth, float[] out, int o0, int stride, int live, int width) {
        FloatVector a0 = FloatVector.zero(F);
        FloatVector b0 = FloatVector.zero(F);
        FloatVector a1 = FloatVector.zero(F);
        FloatVector b1 = FloatVector.zero(F);
        FloatVector a2 = FloatVector.zero(F);
        FloatVector b2 = FloatVector.zero(F);
        FloatVector a3 = FloatVector.zero(F);
        FloatVector b3 = FloatVector.zero(F);
        FloatVector a4 = FloatVector.zero(F);
        FloatVector b4 = FloatVector.zero(F);
        FloatVector a5 = FloatVector.zero(F);
        FloatVector b5 = FloatVector.zero(F);
        FloatVector a6 = FloatVector.zero(F);
        FloatVector b6 = FloatVector.zero(F);
        FloatVector a7 = FloatVector.zero(F);
        FloatVector b7 = FloatVector.zero(F);
        for (int k = 0; k < depth; k++) {
            FloatVector u = FloatVector.fromArray(F, w, w0 + 2 * L * k);
            FloatVector v = FloatVector.fromArray(F, w, w0 + 2 * L * k + L);
            FloatVector f0 = FloatVector.broadcast(F, x[x0 + ROWS * k]);
            a0 = f0.fma(u, a0);
            b0 = f0.fma(v, b0);
            FloatVector f1 = FloatVector.broadcast(F, x[x0 + ROWS * k + 1]);
            a1 = f1.fma(u, a1);
            b1 = f1.fma(v, b1);
            FloatVector f2 = FloatVector.broadcast(F, x[x0 + ROWS * k + 2]);
            a2 = f2.fma(u, a2);
            b2 = f2.fma(v, b2);
            FloatVector f3 = FloatVector.broadcast(F, x[x0 + ROWS * k + 3]);
            a3 = f3.fma(u, a3);
            b3 = f3.fma(v, b3);
            FloatVector f4 = FloatVector.broadcast(F, x[x0 + ROWS * k + 4]);
            a4 = f4.fma(u, a4);
            b4 = f4.fma(v, b4);
            FloatVector f5 = FloatVector.broadcast(F, x[x0 + ROWS * k + 5]);
            a5 = f5.fma(u, a5);
            b5 = f5.fma(v, b5);
            FloatVector f6 = FloatVector.broadcast(F, x[x0 + ROWS * k + 6]);
            a6 = f6.fma(u, a6);
            b6 = f6.fma(v, b6);
            FloatVector f7 = FloatVector.broadcast(F, x[x0 + ROWS * k + 7]);
            a7 = f7.fma(u, a7);
            b7 = f7.fma(v, b7);
        }
        store(a0, b0, out, o0, width);
        if (live > 1) {
            store(a1, b1, out, o0 + 1 * stride, width);
        }
        if (live > 2) {
            store(a2, b2, out, o0 + 2 * stride, width);
        }
        if (live > 3) {
            store(a3, b3, out, o0 + 3 * stride, width);
        }
        if (live > 4) {
            store(a4, b4, out, o0 + 4 * stride, width);
        }
        if (live > 5) {
            store(a5, b5, out, o0 + 5 * stride, width);
        }
        if (live > 6) {
            store(a6, b6, out, o0 + 6 * stride, width);
        }
        if (live > 7) {
            store(a7, b7, out, o0 + 7 * stride, width);
        }
    }

    private static void store(FloatVector a, FloatVector b, float[] out, int at, int width) {
        if (width == 2 * L) {
            a.intoArray(out, at);
            b.intoArray(out, at + L);
        } else {
            a.intoArray(out, at, F.indexInRange(0, width));
            if (width > L) {
                b.intoArray(out, at + L, F.indexInRange(L, width));
            }
        }
    }
}
