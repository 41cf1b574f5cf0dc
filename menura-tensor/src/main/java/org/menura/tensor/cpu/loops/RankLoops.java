package org.menura.tensor.cpu.loops;

import org.menura.tensor.cpu.library.FoundKernels;
import org.menura.tensor.cpu.simd.Simd;

/** Loops over the few rows of a thin matrix. A column's bits do not depend on its place. */
public interface RankLoops {
    /** The fastest of them. */
    RankLoops BEST = CodeRankLoops.of(FoundKernels.get(), Simd.ON ? new VectorRankLoops() : new PlainRankLoops());

    /**
     * y[i] += Σ f[j] · b[offsets[j] + i], the sum in the order of j.
     *
     * @param offsets where rows of b begin, from {@code b0} on
     * @param terms number of the factors
     */
    void combine(float[] f, int f0, int[] offsets, int k0, int terms, float[] b, int b0, float[] y, int y0, int n);

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
