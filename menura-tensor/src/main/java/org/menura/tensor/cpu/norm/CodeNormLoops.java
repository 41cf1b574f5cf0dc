package org.menura.tensor.cpu.norm;

import org.jspecify.annotations.Nullable;
import org.menura.tensor.cpu.library.GradientKernels;

/** {@link NormLoops} by a library of machine code, and by loops for lengths that it has no code for. */
record CodeNormLoops(GradientKernels code, NormLoops loops) implements NormLoops {
    /** Those of a library, or the loops if there is none. */
    static NormLoops of(@Nullable GradientKernels code, NormLoops loops) {
        return code == null ? loops : new CodeNormLoops(code, loops);
    }

    @Override
    public void sums(
            float[] x, int x0, float mean, float[] dy, int d0, float[] w, int w0, float shift, int n, float[] out) {
        if (!code.moments(x, x0, mean, dy, d0, w, w0, shift, n, out)) {
            loops.sums(x, x0, mean, dy, d0, w, w0, shift, n, out);
        }
    }

    @Override
    public void add(
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
            int n) {
        if (!code.normBack(x, x0, mean, dy, d0, w, w0, shift, p, q, r, dx, o0, n)) {
            loops.add(x, x0, mean, dy, d0, w, w0, shift, p, q, r, dx, o0, n);
        }
    }
}
