package org.menura.tensor.cpu.loops;

import org.menura.tensor.cpu.library.FoundKernels;
import org.menura.tensor.cpu.simd.Simd;

/** Loops over float arrays that plain Java cannot be trusted to vectorise: sums, exponentials and roundings. */
public interface Primitives {
    /** The fastest of them. */
    Primitives BEST =
            CodePrimitives.of(FoundKernels.gradients(), Simd.ON ? new VectorPrimitives() : new PlainPrimitives());

    /** Those that need not be compiled by C2 to be fast enough. */
    Primitives PLAIN = new PlainPrimitives();

    /** Σ a[i] b[i]. */
    float dot(float[] a, int aOffset, float[] b, int bOffset, int n);

    /**
     * {@link #dot} of four rows of a, {@code stride} floats apart, with b: sums that far apart in {@code out}, each with the
     * bytes of {@link #dot}.
     */
    void dotFour(float[] a, int aOffset, int stride, float[] b, int bOffset, int n, float[] out, int at, int outStride);

    /** y[i] += s x[i]. */
    void axpy(float s, float[] x, int xOffset, float[] y, int yOffset, int n);

    /** Σ a[i]. */
    float sum(float[] a, int offset, int n);

    /** max a[i], negative infinity for none; NaN may be passed over. */
    float max(float[] a, int offset, int n);

    /** a[i] = exp(a[i] - shift), and the sum of the results. */
    float expSum(float[] a, int offset, int n, float shift);

    /** y[i] = exp(x[i] - highest), whose x[i] - highest are at most 88, and the sum of the results; what is less than a normal number may be 0. */
    float expBelow(float[] x, int xOffset, float highest, float[] y, int yOffset, int n);

    /** y[i] = exp(x[i]). */
    void exp(float[] x, int xOffset, float[] y, int yOffset, int n);

    /** y[i] = x[i] rounded to bfloat16, the upper half of a float, to nearest and ties to even; NaN stays NaN. */
    void toBf16(float[] x, int xOffset, short[] y, int yOffset, int n);

    /** y[c, r] = x[r, c] of a matrix of {@code rows} and {@code cols}, whose rows lie {@code stride} floats apart, those of y {@code yStride}. */
    void transpose(float[] x, int xOffset, int stride, float[] y, int yOffset, int yStride, int rows, int cols);

    /** max |x[i]|, 0 for none, NaN if there is one. */
    float maxMagnitude(float[] x, int offset, int n);

    /** Σ |x[i]| of those that are less than {@code limit}, which is not negative. */
    float sumBelow(float[] x, int offset, float limit, int n);

    /**
     * The places of those with |x[i]| ≥ {@code least}, from {@code offset} on, in their order; NaN counts among them.
     *
     * @param places gets them
     * @return their number
     */
    int places(float[] x, int offset, float least, int[] places, int n);

    /**
     * y[i] = x[i] · factor, rounded to nearest and ties to even, in both halves of an int; and the sum of the integers.
     * They must fit 16 bits.
     */
    int roundToPairs(float[] x, int xOffset, float factor, int[] y, int yOffset, int n);
}
