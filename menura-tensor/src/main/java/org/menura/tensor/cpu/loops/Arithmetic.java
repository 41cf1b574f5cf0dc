package org.menura.tensor.cpu.loops;

import org.menura.tensor.cpu.library.FoundKernels;
import org.menura.tensor.cpu.simd.Simd;

/**
 * Arithmetic on one element of each array at a time. C2 vectorises such a loop only where all arrays are read at the same
 * index: with an offset of its own for each, it takes them for one array that overlaps itself. Both sets of loops round
 * after each operation, so they agree in every bit.
 */
public interface Arithmetic {
    /** The fastest of them. */
    Arithmetic BEST = CodeArithmetic.of(
            FoundKernels.floats(), FoundKernels.gradients(), Simd.ON ? new VectorArithmetic() : new PlainArithmetic());

    /** Those that need not be compiled by C2 to be fast enough. */
    Arithmetic PLAIN = new PlainArithmetic();

    /** out = a + b. */
    void add(float[] a, int a0, float[] b, int b0, float[] out, int o0, int n);

    /** out = a - b. */
    void sub(float[] a, int a0, float[] b, int b0, float[] out, int o0, int n);

    /** out = a · b. */
    void mul(float[] a, int a0, float[] b, int b0, float[] out, int o0, int n);

    /** sum = sum + a · b. */
    void addProduct(float[] a, int a0, float[] b, int b0, float[] sum, int s0, int n);

    /** out = scale · x + shift. */
    void affine(float[] x, int x0, float scale, float shift, float[] out, int o0, int n);

    /** out = x, but not below low or above high. */
    void clamp(float[] x, int x0, float low, float high, float[] out, int o0, int n);

    /** out = a + (b - a) · t. */
    void lerp(float[] a, int a0, float[] b, int b0, float[] t, int t0, float[] out, int o0, int n);

    /** out = scale · x · (w + shift). */
    void scale(float[] x, int x0, float scale, float[] w, int w0, float shift, float[] out, int o0, int n);
}
