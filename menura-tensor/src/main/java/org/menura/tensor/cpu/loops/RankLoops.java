package org.menura.tensor.cpu.loops;

import org.menura.tensor.cpu.library.FoundKernels;
import org.menura.tensor.cpu.library.RowFactors;
import org.menura.tensor.cpu.simd.Simd;

/** Loops over the few rows of a thin matrix. A column's bits do not depend on its place. */
public interface RankLoops {
    /** The fastest of them. */
    RankLoops BEST = CodeRankLoops.of(FoundKernels.gradients(), Simd.ON ? new VectorRankLoops() : new PlainRankLoops());

    /**
     * {@code out[r, j] = Σ x[r, i] · m[j, i]}: x [rows, n], m [terms, n], out [rows, terms], of which each row begins its stride after the
     * one before.
     */
    void dots(
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
            int n);

    /**
     * y[r, i] += Σ f[r, j] · b[offsets[j] + i], the sum in the order of j.
     *
     * @param offsets where rows of b begin, from {@code b0} on
     * @param yStride floats from row to row of y
     */
    void combine(RowFactors f, int[] offsets, float[] b, int b0, float[] y, int y0, int yStride, int n);

    /**
     * sum[j, i] += Σ f[r, j] · x[r, i], the sum in the order of r.
     *
     * @param f [rows, terms], contiguous
     * @param xStride floats from row to row of x
     * @param sumStride floats from row to row of sum, which has {@code terms} of them
     */
    void outer(
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
            int n);
}
