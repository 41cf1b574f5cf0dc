package org.menura.tensor.cpu.loops;

import org.jspecify.annotations.Nullable;
import org.menura.tensor.cpu.library.FloatKernels;
import org.menura.tensor.cpu.library.KernelLibrary;

/** {@link RankLoops} by a library of machine code, and by loops for what it has no code for. */
record CodeRankLoops(FloatKernels code, RankLoops loops) implements RankLoops {
    /** Those of a library, or the loops if there is none. */
    static RankLoops of(@Nullable KernelLibrary library, RankLoops loops) {
        FloatKernels code = library == null ? null : library.floats();
        return code == null ? loops : new CodeRankLoops(code, loops);
    }

    @Override
    public void combine(
            float[] f, int f0, int[] offsets, int k0, int terms, float[] b, int b0, float[] y, int y0, int n) {
        if (!code.combine(f, f0, offsets, k0, terms, b, b0, y, y0, n)) {
            loops.combine(f, f0, offsets, k0, terms, b, b0, y, y0, n);
        }
    }

    @Override
    public void outer(
            float[] f,
            int f0,
            int terms,
            int rows,
            float[] x,
            int x0,
            int xStride,
            float[] sum,
            int s0,
            int sumStride,
            int n) {
        loops.outer(f, f0, terms, rows, x, x0, xStride, sum, s0, sumStride, n);
    }
}
