package org.menura.tensor.cpu.library;

import org.menura.tensor.Activation;
import org.menura.tensor.annotation.Extension;

/**
 * Functions of floats in arrays that losses and their way back consist of, beside those of {@link FloatKernels} and as those: each call computes on the
 * calling thread alone, and returns whether it was computed.
 */
@Extension
public interface GradientKernels {
    /**
     * {@code out = f'(x)}; both may be the same place.
     *
     * @throws IndexOutOfBoundsException if the elements lie outside of an array, as for all others
     */
    boolean slope(Activation f, float[] x, int x0, float[] out, int o0, int n);

    /** {@code sum = sum + a · b}, each rounded. */
    boolean addProduct(float[] a, int a0, float[] b, int b0, float[] sum, int s0, int n);

    /** {@code y = y + scale · x}, fused. */
    boolean axpy(float scale, float[] x, int x0, float[] y, int y0, int n);

    /** The sums of c², g c and g of a row, with {@code c = x - mean} and {@code g = dy · (w + shift)}, to the first elements of {@code out}. */
    boolean moments(
            float[] x, int x0, float mean, float[] dy, int d0, float[] w, int w0, float shift, int n, float[] out);

    /** {@code dx = dx + (p · g + (q · c + r))} of a row, each rounded, with c and g as {@link #moments} has them. */
    boolean normBack(
            float[] x,
            int x0,
            float mean,
            float[] dy,
            int d0,
            float[] w,
            int w0,
            float shift,
            float p,
            float q,
            float r,
            float[] dx,
            int o0,
            int n);

    /**
     * Turns the pairs of a row [heads, dim] back by their angles, and adds them and the elements that have no pair to {@code dx}: the way
     * back through {@link FloatKernels#rope}, with its order and each product and sum rounded.
     */
    boolean ropeBack(
            float[] dy,
            int d0,
            float[] angles,
            int a0,
            int pairs,
            boolean interleaved,
            int heads,
            int dim,
            float[] dx,
            int o0);

    /** {@code out[o0] = max x} of a row, where NaN may be passed over. */
    boolean max(float[] x, int x0, float[] out, int o0, int n);

    /** {@code out[o0] = max |x|} of a row, NaN if there is one. */
    boolean maxMagnitude(float[] x, int x0, float[] out, int o0, int n);

    /** {@code out[o0] = Σ |x|} of those in a row that are less than {@code limit}, which is not negative. */
    boolean sumBelow(float[] x, int x0, float limit, float[] out, int o0, int n);

    /**
     * The places of those elements of a row with |x| ≥ {@code least}, which is not negative, in their order; NaN counts among them.
     *
     * @param places gets them; as many as the row has elements
     * @param count gets their number
     */
    boolean places(float[] x, int x0, float least, int[] places, int[] count, int n);

    /** {@code out = exp(x - shift)} of a row, whose x - shift are at most 88, and the sum of the results; what is less than a normal number is 0. */
    boolean expBelow(float[] x, int x0, float shift, float[] out, int o0, float[] sum, int s0, int n);

    /** {@code out = x} rounded to bfloat16, the upper half of a float: to nearest, ties to even; NaN becomes the usual one. */
    boolean toBf16(float[] x, int x0, short[] out, int o0, int n);

    /**
     * {@code y[r, i] += Σ f[r, j] · rows[offsets[j] + i]}, each sum fused in the order of j from zero on.
     *
     * @param offsets elements from {@code r0} on, one for each term
     * @param yStride elements from row to row of y
     */
    boolean combine(RowFactors f, int[] offsets, float[] rows, int r0, float[] y, int y0, int yStride, int n);

    /**
     * {@code y[r, i] += Σ f · rows[offset + i]} over the terms of row r, each sum fused in their order from zero on; rows without any
     * stay as they are.
     *
     * @param yStride elements from row to row of y
     */
    boolean combine(SparseFactors f, float[] rows, float[] y, int y0, int yStride, int n);

    /**
     * {@code out[r, j] = Σ x[r, i] · m[j, i]}: x [rows, n], m [terms, n], out [rows, terms], of which each row begins its stride after the
     * one before.
     */
    boolean dots(
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
}
