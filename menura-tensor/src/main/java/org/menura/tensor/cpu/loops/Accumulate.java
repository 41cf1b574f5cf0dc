package org.menura.tensor.cpu.loops;

import org.menura.tensor.cpu.simd.Simd;

/** {@link Arithmetic} that adds to what is there, as backward passes do. Both sets of loops agree in every bit. */
public interface Accumulate {
    /** The fastest of them. */
    Accumulate BEST = Simd.ON ? new VectorAccumulate() : new PlainAccumulate();

    /** sum = sum + scale · x · (w + shift). */
    void scale(float[] x, int x0, float scale, float[] w, int w0, float shift, float[] sum, int s0, int n);

    /** sum = sum + (p · a + q · b + shift). */
    void mix(float[] a, int a0, float p, float[] b, int b0, float q, float shift, float[] sum, int s0, int n);

    /** sum = sum + (a - b) · w. */
    void difference(float[] a, int a0, float[] b, int b0, float[] w, int w0, float[] sum, int s0, int n);

    /**
     * Adds pairs {@code (x[u], x[v])} that are turned back by their angles to pairs {@code (sum[s], sum[t])}: {@code
     * x[u] · cos + x[v] · sin} and {@code x[v] · cos - x[u] · sin}.
     */
    void turnBack(float[] x, int u, int v, float[] angles, int cos, int sin, float[] sum, int s, int t, int n);
}
