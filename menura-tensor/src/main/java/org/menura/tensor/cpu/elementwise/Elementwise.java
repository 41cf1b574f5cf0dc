package org.menura.tensor.cpu.elementwise;

import org.jspecify.annotations.Nullable;
import org.menura.tensor.Activation;
import org.menura.tensor.Tensor;
import org.menura.tensor.cpu.library.FloatKernels;
import org.menura.tensor.cpu.loops.Arithmetic;
import org.menura.tensor.cpu.loops.Primitives;
import org.menura.tensor.cpu.loops.UnaryOps;
import org.menura.tensor.cpu.work.Workers;

/**
 * Operations on one element of each operand at a time. A second operand of fewer elements repeats. Threads share the
 * elements.
 */
public final class Elementwise {

    /** Elements of cheap work that are worth handing to another thread. */
    private static final int GRAIN = 1 << 14;

    /** Elements of functions that are worth handing to another thread. */
    private static final int GRAIN_OF_FUNCTIONS = 1 << 11;

    /** Elements that stay in the first-level cache from one pass to the next. */
    private static final int BLOCK = 1 << 11;

    private Elementwise() {}

    /** A loop over {@code n} elements, from {@code from} on in the first operand and {@code repeated} in the second. */
    @FunctionalInterface
    private interface Loop {
        void run(int from, int repeated, int n);
    }

    public static void add(Workers workers, @Nullable FloatKernels code, Tensor a, Tensor b, float[] out) {
        each(workers, a, b, (i, j, n) -> {
            if (code == null || !code.add(a.floats(), a.offset() + i, b.floats(), b.offset() + j, out, i, n)) {
                Arithmetic.BEST.add(a.floats(), a.offset() + i, b.floats(), b.offset() + j, out, i, n);
            }
        });
    }

    public static void sub(Workers workers, Tensor a, Tensor b, float[] out) {
        each(workers, a, b, (i, j, n) -> Arithmetic.BEST.sub(a.floats(), a.offset() + i, b.floats(), b.offset() + j, out, i, n));
    }

    public static void mul(Workers workers, @Nullable FloatKernels code, Tensor a, Tensor b, float[] out) {
        each(workers, a, b, (i, j, n) -> {
            if (code == null || !code.mul(a.floats(), a.offset() + i, b.floats(), b.offset() + j, out, i, n)) {
                Arithmetic.BEST.mul(a.floats(), a.offset() + i, b.floats(), b.offset() + j, out, i, n);
            }
        });
    }

    public static void lerp(Workers workers, Tensor a, Tensor b, Tensor t, float[] out) {
        each(workers, a, t, (i, j, n) -> {
            float[] shares = t.floats();
            Arithmetic.BEST.lerp(a.floats(), a.offset() + i, b.floats(), b.offset() + i, shares, t.offset() + j, out, i, n);
        });
    }

    /** Runs a loop over blocks as long as the second operand. */
    private static void each(Workers workers, Tensor a, Tensor b, Loop loop) {
        int n = (int) b.elements();
        int blocks = n == 0 ? 0 : (int) (a.elements() / n);
        if (blocks == 1) {
            workers.run(n, GRAIN, (from, to) -> loop.run(from, from, to - from));
            return;
        }
        workers.run(blocks, Math.max(1, GRAIN / Math.max(1, n)), (from, to) -> {
            for (int i = from; i < to; i++) {
                loop.run(i * n, 0, n);
            }
        });
    }

    public static void affine(
            Workers workers, @Nullable FloatKernels code, Tensor x, float scale, float shift, float[] out) {
        workers.run((int) x.elements(), GRAIN, (from, to) -> {
            int n = to - from;
            if (code == null || !code.affine(x.floats(), x.offset() + from, scale, shift, out, from, n)) {
                Arithmetic.BEST.affine(x.floats(), x.offset() + from, scale, shift, out, from, n);
            }
        });
    }

    public static void clamp(Workers workers, Tensor x, float low, float high, float[] out) {
        workers.run(
                (int) x.elements(),
                GRAIN,
                (from, to) -> Arithmetic.BEST.clamp(x.floats(), x.offset() + from, low, high, out, from, to - from));
    }

    public static void scaleRows(Workers workers, Tensor x, Tensor factors, float[] out) {
        int n = x.shape().cols();
        workers.run((int) factors.elements(), Math.max(1, GRAIN / Math.max(1, n)), (from, to) -> {
            for (int r = from; r < to; r++) {
                float factor = factors.floats()[factors.offset() + r];
                Arithmetic.BEST.affine(x.floats(), x.offset() + r * n, factor, 0, out, r * n, n);
            }
        });
    }

    public static void activate(
            Workers workers, @Nullable FloatKernels code, Activation f, Tensor x, float[] out) {
        workers.run((int) x.elements(), GRAIN_OF_FUNCTIONS, (from, to) -> {
            if (code == null || !code.activate(f, x.floats(), x.offset() + from, out, from, to - from)) {
                Activations.apply(f, x.floats(), x.offset() + from, out, from, to - from);
            }
        });
    }

    public static void gated(
            Workers workers, @Nullable FloatKernels code, Activation f, Tensor gate, Tensor up, float[] out) {
        workers.run((int) gate.elements(), GRAIN_OF_FUNCTIONS, (from, to) -> {
            float[] gates = gate.floats();
            if (code != null
                    && code.gated(
                            f, gates, gate.offset() + from, up.floats(), up.offset() + from, out, from, to - from)) {
                return;
            }
            for (int i = from; i < to; i += BLOCK) {
                int n = Math.min(BLOCK, to - i);
                Activations.apply(f, gate.floats(), gate.offset() + i, out, i, n);
                Arithmetic.BEST.mul(out, i, up.floats(), up.offset() + i, out, i, n);
            }
        });
    }

    /** The functions of {@link Activation}. */
    private static final class Activations {
        private static final UnaryOps CURVES = UnaryOps.BEST;
        private static final float QUICK = 1.702f;

        private Activations() {}

        /** out[i] = f(x[i]) for n elements. */
        static void apply(Activation f, float[] x, int x0, float[] out, int o0, int n) {
            switch (f) {
                case RELU -> Arithmetic.BEST.clamp(x, x0, 0, Float.POSITIVE_INFINITY, out, o0, n);
                case RELU_SQUARED -> CURVES.reluSquared(x, x0, out, o0, n);
                case GELU -> CURVES.gelu(x, x0, out, o0, n);
                case GELU_TANH -> CURVES.geluTanh(x, x0, out, o0, n);
                case QUICK_GELU -> CURVES.swish(x, x0, QUICK, out, o0, n);
                case SILU -> CURVES.swish(x, x0, 1, out, o0, n);
                case SIGMOID -> CURVES.sigmoid(x, x0, out, o0, n);
                case TANH -> CURVES.tanh(x, x0, out, o0, n);
                case SOFTPLUS -> CURVES.softplus(x, x0, out, o0, n);
                case EXP -> Primitives.BEST.exp(x, x0, out, o0, n);
            }
        }
    }
}
