package org.menura.tensor.cpu.loops;

import org.jspecify.annotations.Nullable;
import org.menura.tensor.cpu.library.FloatKernels;
import org.menura.tensor.cpu.library.GradientKernels;

/** {@link Arithmetic} by a library of machine code for arrays that are worth a call, and by loops for others: the same bits. */
record CodeArithmetic(FloatKernels code, GradientKernels gradients, Arithmetic loops) implements Arithmetic {
    /** Elements from which a call takes less than loops save. */
    private static final int WORTH = 256;

    /** Those of a library, or the loops if there is none. */
    static Arithmetic of(@Nullable FloatKernels code, @Nullable GradientKernels gradients, Arithmetic loops) {
        return code == null || gradients == null ? loops : new CodeArithmetic(code, gradients, loops);
    }

    @Override
    public void add(float[] a, int a0, float[] b, int b0, float[] out, int o0, int n) {
        if (n < WORTH || !code.add(a, a0, b, b0, out, o0, n)) {
            loops.add(a, a0, b, b0, out, o0, n);
        }
    }

    @Override
    public void sub(float[] a, int a0, float[] b, int b0, float[] out, int o0, int n) {
        loops.sub(a, a0, b, b0, out, o0, n);
    }

    @Override
    public void mul(float[] a, int a0, float[] b, int b0, float[] out, int o0, int n) {
        if (n < WORTH || !code.mul(a, a0, b, b0, out, o0, n)) {
            loops.mul(a, a0, b, b0, out, o0, n);
        }
    }

    @Override
    public void addProduct(float[] a, int a0, float[] b, int b0, float[] sum, int s0, int n) {
        if (n < WORTH || !gradients.addProduct(a, a0, b, b0, sum, s0, n)) {
            loops.addProduct(a, a0, b, b0, sum, s0, n);
        }
    }

    @Override
    public void affine(float[] x, int x0, float scale, float shift, float[] out, int o0, int n) {
        if (n < WORTH || !code.affine(x, x0, scale, shift, out, o0, n)) {
            loops.affine(x, x0, scale, shift, out, o0, n);
        }
    }

    @Override
    public void clamp(float[] x, int x0, float low, float high, float[] out, int o0, int n) {
        loops.clamp(x, x0, low, high, out, o0, n);
    }

    @Override
    public void lerp(float[] a, int a0, float[] b, int b0, float[] t, int t0, float[] out, int o0, int n) {
        loops.lerp(a, a0, b, b0, t, t0, out, o0, n);
    }

    @Override
    public void scale(float[] x, int x0, float scale, float[] w, int w0, float shift, float[] out, int o0, int n) {
        loops.scale(x, x0, scale, w, w0, shift, out, o0, n);
    }
}
