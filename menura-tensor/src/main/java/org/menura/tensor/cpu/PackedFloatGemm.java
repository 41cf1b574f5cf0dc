package org.menura.tensor.cpu;

/**
 * Products of float32 weights with many rows: {@code out = x · wᵀ}. Lanes are outputs, whose weights are laid out side by
 * side once; so rows of x and of the result are used where they lie, and each result is one sum in the order of its
 * terms. For processors with 32 vectors of 16 floats.
 */
final class PackedFloatGemm {
    /** Elements of x that stay in the second-level cache while they meet one panel of weights after the other. */
    private static final int BLOCK = 64 << 10;

    private static final int FEWEST_ROWS = 24;
    private static final int MOST_ROWS = 252;

    private final Workers workers;

    PackedFloatGemm(Workers workers) {
        this.workers = workers;
    }

    static boolean suitsProcessor() {
        return Kernels.BEST instanceof VectorKernels && Lanes.L == 16;
    }

    /** {@code out = x · wᵀ}: x [rows, in], out [rows, outs]. */
    void multiply(float[] x, int x0, int rows, FloatPanels w, float[] out) {
        int panels = w.panels();
        int block = Math.clamp(BLOCK / w.in() / FEWEST_ROWS * FEWEST_ROWS, FEWEST_ROWS, MOST_ROWS);
        workers.run(Math.ceilDiv(rows, block) * panels, 1, (from, to) -> {
            for (int i = from; i < to; i++) {
                int first = i / panels * block;
                multiply(x, x0, first, Math.min(rows, first + block), w, i % panels, out);
            }
        });
    }

    /** Some rows with one panel. */
    private static void multiply(float[] x, int x0, int first, int end, FloatPanels w, int panel, float[] out) {
        int in = w.in();
        int o0 = panel * FloatPanels.OUTS;
        int width = Math.min(FloatPanels.OUTS, w.outs() - o0);
        int r = first;
        while (r < end) {
            int left = end - r;
            // Six rows at a time are faster, but few of them should be missing.
            int count = left % 6 == 0 || left % 6 == 5 ? 6 : 4;
            int at = r * w.outs() + o0;
            if (left >= count && width == FloatPanels.OUTS) {
                tile(count, x, x0 + r * in, left, w, o0, out, at, w.outs());
            } else {
                float[] all = new float[6 * FloatPanels.OUTS];
                tile(count, x, x0 + r * in, left, w, o0, all, 0, FloatPanels.OUTS);
                for (int i = 0; i < Math.min(left, count); i++) {
                    System.arraycopy(all, i * FloatPanels.OUTS, out, at + i * w.outs(), width);
                }
            }
            r += count;
        }
    }

    private static void tile(
            int count, float[] x, int x0, int live, FloatPanels w, int o0, float[] out, int at, int stride) {
        if (count == 6) {
            FloatTiles.six(x, x0, live, w.values(), o0 * w.in(), w.in(), out, at, stride);
        } else {
            FloatTiles.four(x, x0, live, w.values(), o0 * w.in(), w.in(), out, at, stride);
        }
    }
}
