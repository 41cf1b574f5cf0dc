package org.menura.tensor.cpu.library;

import org.jspecify.annotations.Nullable;
import org.menura.tensor.Activation;
import org.menura.tensor.annotation.Extension;

/**
 * Functions of floats in arrays, which need no warm-up. Each call computes on the calling thread alone, and any number of
 * threads may call at the same time; an element, or a row, gets the same bits whatever is computed with it. Each returns
 * whether it was computed: what the library has no code for is left to the caller.
 */
@Extension
public interface FloatKernels {
    /**
     * {@code out = f(x)}; both may be the same place.
     *
     * @throws IndexOutOfBoundsException if the elements lie outside of an array, as for all others
     */
    boolean activate(Activation f, float[] x, int x0, float[] out, int o0, int n);

    /** {@code out = f(gate) · up}. */
    boolean gated(Activation f, float[] gate, int g0, float[] up, int u0, float[] out, int o0, int n);

    /** {@code out = a + b}. */
    boolean add(float[] a, int a0, float[] b, int b0, float[] out, int o0, int n);

    /** {@code out = a · b}. */
    boolean mul(float[] a, int a0, float[] b, int b0, float[] out, int o0, int n);

    /** {@code out = scale · x + shift}. */
    boolean affine(float[] x, int x0, float scale, float shift, float[] out, int o0, int n);

    /** {@code out = x / √(mean of x² + eps) · (w + shift)} of a row; without w only the first factor. */
    boolean rms(float[] x, int x0, float @Nullable [] w, int w0, float[] out, int o0, int n, float eps, float shift);

    /** {@code out = (x - mean) / √(variance + eps) · w + b} of a row; w and b may be missing. */
    boolean standardize(
            float[] x,
            int x0,
            float @Nullable [] w,
            int w0,
            float @Nullable [] b,
            int b0,
            float[] out,
            int o0,
            int n,
            float eps);

    /** {@code out = x}, but not below low or above high. */
    boolean clamp(float[] x, int x0, float low, float high, float[] out, int o0, int n);

    /** {@code out = a + (b - a) · t}. */
    boolean lerp(float[] a, int a0, float[] b, int b0, float[] t, int t0, float[] out, int o0, int n);

    /** {@code out = softmax(x)} of a row. */
    boolean softmax(float[] x, int x0, float[] out, int o0, int n);

    /** {@code out = x / Σ x} of a row. */
    boolean normalizeSum(float[] x, int x0, float[] out, int o0, int n);

    /** {@code out[o0] = Σ x} of a row. */
    boolean sum(float[] x, int x0, float[] out, int o0, int n);

    /** {@code out = x / max(√(Σ x²), eps)} of a row. */
    boolean l2(float[] x, int x0, float[] out, int o0, int n, float eps);

    /**
     * A row of a convolution of each channel by itself: {@code out = bias + Σ taps[j] · rows[j]}, each product and sum
     * rounded.
     *
     * @param past the rows before x, [width - 1, n]
     * @param taps [width, n]
     * @param bias may be missing
     */
    boolean conv(
            float[] past,
            int p0,
            float[] x,
            int x0,
            float[] taps,
            float @Nullable [] bias,
            int b0,
            float[] out,
            int o0,
            int n,
            int width);

    /**
     * Rotates pairs of elements of a row [heads, dim].
     *
     * @param angles cosines of the pairs, and then their sines
     * @param interleaved whether pairs are neighbours, rather than {@code pairs} apart
     */
    boolean rope(
            float[] x,
            int x0,
            float[] angles,
            int a0,
            int pairs,
            boolean interleaved,
            int heads,
            int dim,
            float[] out,
            int o0);
}
