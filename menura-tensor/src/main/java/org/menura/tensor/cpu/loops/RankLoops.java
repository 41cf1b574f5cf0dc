package org.menura.tensor.cpu.loops;

import java.util.Arrays;
import org.menura.tensor.cpu.library.FoundKernels;
import org.menura.tensor.cpu.library.RowFactors;
import org.menura.tensor.cpu.library.SparseFactors;
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

    /** y[r, i] += Σ f · b[offset + i] over the terms of row r, the sum in their order. */
    default void combine(SparseFactors f, float[] b, float[] y, int y0, int yStride, int n) {
        int at = 0;
        int term = 0;
        for (int r = 0; r < f.rows(); r++) {
            int count = f.entries()[at++];
            if (count > 0) {
                int[] offsets = Arrays.copyOfRange(f.entries(), at, at + count);
                combine(RowFactors.of(f.values(), term, 1, count), offsets, b, 0, y, y0 + r * yStride, yStride, n);
            }
            at += count;
            term += count;
        }
    }

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
