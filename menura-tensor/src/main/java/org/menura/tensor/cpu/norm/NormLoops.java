package org.menura.tensor.cpu.norm;

import org.menura.tensor.cpu.library.FoundKernels;
import org.menura.tensor.cpu.simd.Simd;

/**
 * Loops over a row of a norm on its way back: with few of them the compiler can inline all into one method before it
 * gives up. In them {@code c = x - mean} and {@code g = dy · (w + shift)}.
 */
interface NormLoops {
    /** The fastest of them. */
    NormLoops BEST = CodeNormLoops.of(FoundKernels.gradients(), Simd.ON ? new VectorNormLoops() : new PlainNormLoops());

    /** The sums of c², g c and g, to {@code out[0]}, {@code out[1]} and {@code out[2]}. */
    void sums(float[] x, int x0, float mean, float[] dy, int d0, float[] w, int w0, float shift, int n, float[] out);

    /** dx = dx + (p · g + (q · c + r)). */
    void add(
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
}
