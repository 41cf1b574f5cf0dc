package org.menura.tensor.cpu.library;

import org.menura.tensor.KvCache;
import org.menura.tensor.annotation.Extension;

/**
 * What lies between the products of attention over a sequence: softmax of scores and the way back through it, as functions of floats in
 * arrays that need no warm-up. Each call computes on the calling thread alone, and any number of threads may call at the same time; a column,
 * or a row, gets the same bits whatever is computed with it. Each returns whether it was computed, and leaves all as it was if not.
 *
 * <p>Exponentials are of at most 88; what is less than a normal number is 0, and NaN stays.
 */
@Extension
public interface SoftmaxKernels {
    /**
     * Writes the greatest of each column, where NaN may be passed over.
     *
     * @param s [rows, columns]
     * @param top gets [columns]
     * @throws IndexOutOfBoundsException if the elements lie outside of an array, as for all others
     */
    boolean columnMax(float[] s, int s0, int rows, int columns, float[] top);

    /**
     * Replaces each score by {@code exp(s - shift)} of its column, and adds it to the column's sum.
     *
     * @param s [rows, columns]
     * @param shifts [columns]
     * @param sums [columns], from {@code u0} on
     */
    boolean columnExp(float[] s, int s0, int rows, int columns, float[] shifts, float[] sums, int u0);

    /**
     * Replaces the scores of each row by {@code exp(s - max s)}, those of a row that has nothing but negative infinity by 0.
     *
     * @param s [blocks, {@link KvCache#BLOCK}, {@link KvCache#BLOCK}], of which the first {@code rows} of each block are meant: a row's scores lie
     *     in all blocks
     * @param sums gets [rows], of the results
     */
    boolean weigh(float[] s, int rows, int blocks, float[] sums);

    /**
     * Goes back through softmax: {@code d = p · (d - shift)}, each rounded.
     *
     * @param p [rows, {@link KvCache#BLOCK}] from {@code p0} on
     * @param shifts [rows]
     * @param d [rows, {@link KvCache#BLOCK}]
     */
    boolean back(float[] p, int p0, float[] shifts, float[] d, int rows);

    /**
     * Writes dot products {@code out[r] = Σ a[r, i] · b[r, i]}.
     *
     * @param a [rows, n], each row {@code stride} after the one before
     * @param b as a
     * @param out gets [rows]
     */
    boolean dots(float[] a, int a0, float[] b, int b0, int stride, int rows, int n, float[] out);
}
