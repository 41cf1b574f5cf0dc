package org.menura.tensor.cpu.loops;

import org.jspecify.annotations.Nullable;
import org.menura.tensor.Activation;
import org.menura.tensor.cpu.library.FloatKernels;
import org.menura.tensor.cpu.library.FoundKernels;

/** What a backend computes with elements and rows of floats that machine code may compute as well; see {@link FloatKernels}. */
public interface FloatOps {
    /** The fastest loops of the JVM. */
    FloatOps LOOPS = new LoopFloats();

    /** Machine code for what it is there for, and else {@link #LOOPS}. */
    static FloatOps of(@Nullable FloatKernels code) {
        return code == null ? LOOPS : new CodeFloats(code);
    }

    /** Those of the process's library. */
    static FloatOps found() {
        return of(FoundKernels.floats());
    }

    /** {@code out = f(x)}. */
    void activate(Activation f, float[] x, int x0, float[] out, int o0, int n);

    /** {@code out = f(gate) · up}. */
    void gated(Activation f, float[] gate, int g0, float[] up, int u0, float[] out, int o0, int n);

    /** {@code out = a + b}. */
    void add(float[] a, int a0, float[] b, int b0, float[] out, int o0, int n);

    /** {@code out = a · b}. */
    void mul(float[] a, int a0, float[] b, int b0, float[] out, int o0, int n);

    /** {@code out = scale · x + shift}. */
    void affine(float[] x, int x0, float scale, float shift, float[] out, int o0, int n);

    /** {@code out = x}, but not below low or above high. */
    void clamp(float[] x, int x0, float low, float high, float[] out, int o0, int n);

    /** {@code out = a + (b - a) · t}. */
    void lerp(float[] a, int a0, float[] b, int b0, float[] t, int t0, float[] out, int o0, int n);

    /** {@code out = softmax(x)} of a row. */
    void softmax(float[] x, int x0, float[] out, int o0, int n);

    /** {@code out = x / Σ x} of a row. */
    void normalizeSum(float[] x, int x0, float[] out, int o0, int n);

    /** {@code out[o0] = Σ x} of a row. */
    void sum(float[] x, int x0, float[] out, int o0, int n);

    /** {@code out = x / max(√(Σ x²), eps)} of a row. */
    void l2(float[] x, int x0, float[] out, int o0, int n, float eps);

    /**
     * A row of a convolution of each channel by itself: {@code out = bias + Σ taps[j] · rows[j]}, each product and sum
     * rounded.
     *
     * @param past the rows before x, [width - 1, n]
     * @param taps [width, n]
     * @param bias may be missing
     */
    void conv(
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

    /** {@code out = x / √(mean of x² + eps) · (w + shift)} of a row; without w only the first factor. */
    void rms(float[] x, int x0, float @Nullable [] w, int w0, float[] out, int o0, int n, float eps, float shift);

    /**
     * {@code out = (x - mean) / √(variance + eps) · w + b} of a row; w and b may be missing.
     *
     * @param brief whether loops are preferred that the JVM's first compiler makes fast, too
     */
    void standardize(
            float[] x,
            int x0,
            float @Nullable [] w,
            int w0,
            float @Nullable [] b,
            int b0,
            float[] out,
            int o0,
            int n,
            float eps,
            boolean brief);

    /** Rotates pairs of elements of a row [heads, dim]; see {@link FloatKernels#rope}. */
    void rope(
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
