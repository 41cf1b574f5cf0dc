package org.menura.tensor.cpu.loops;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.menura.tensor.cpu.library.GradientKernels;
import org.menura.tensor.cpu.library.RowFactors;
import org.menura.tensor.cpu.library.SparseFactors;

/** {@link RankLoops} by a library of machine code, and by loops for what it has no code for. */
record CodeRankLoops(GradientKernels code, RankLoops loops) implements RankLoops {
    /** Those of a library, or the loops if there is none. */
    static RankLoops of(@Nullable GradientKernels code, RankLoops loops) {
        return code == null ? loops : new CodeRankLoops(code, loops);
    }

    @Override
    public void dots(
            float[] x,
            int x0,
            int xStride,
            int rows,
            float[] m,
            int m0,
            int mStride,
            int terms,
            float[] out,
            int o0,
            int outStride,
            int n) {
        if (!code.dots(x, x0, xStride, rows, m, m0, mStride, terms, out, o0, outStride, n)) {
            loops.dots(x, x0, xStride, rows, m, m0, mStride, terms, out, o0, outStride, n);
        }
    }

    @Override
    public void combine(RowFactors f, int[] offsets, float[] b, int b0, float[] y, int y0, int yStride, int n) {
        if (!code.combine(f, offsets, b, b0, y, y0, yStride, n)) {
            loops.combine(f, offsets, b, b0, y, y0, yStride, n);
        }
    }

    @Override
    public void combine(SparseFactors f, float[] b, float[] y, int y0, int yStride, int n) {
        if (!code.combine(f, b, y, y0, yStride, n)) {
            loops.combine(f, b, y, y0, yStride, n);
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
        int[] offsets = new int[rows];
        Arrays.setAll(offsets, r -> r * xStride);
        RowFactors turned = RowFactors.turned(f, f0, rows, terms);
        if (!code.combine(turned, offsets, x, x0, sum, s0, sumStride, n)) {
            loops.outer(f, f0, terms, rows, x, x0, xStride, sum, s0, sumStride, n);
        }
    }
}
