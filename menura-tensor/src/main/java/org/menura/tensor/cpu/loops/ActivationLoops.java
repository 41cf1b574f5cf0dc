package org.menura.tensor.cpu.loops;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import org.jspecify.annotations.Nullable;
import org.menura.tensor.Activation;
import org.menura.tensor.cpu.library.FoundKernels;
import org.menura.tensor.cpu.library.GradientKernels;

/**
 * The functions of {@link Activation} and their derivatives, each in compiled code of its own. Inlined where they are
 * called, beside other loops or where another function was called before, they are more than the compiler can take, and
 * it boxes their vectors: five times slower. It does not look through a handle that it doesn't know for a constant.
 */
public final class ActivationLoops {
    private static final ActivationLoops LOOPS = new ActivationLoops();
    private static final @Nullable GradientKernels CODE = FoundKernels.gradients();
    private static final Arithmetic A = Arithmetic.BEST;
    private static final UnaryOps CURVES = UnaryOps.BEST;
    private static final UnaryGradients SLOPES = UnaryGradients.BEST;
    private static final Primitives P = Primitives.BEST;
    private static final float QUICK = 1.702f;
    private static final float INFINITE = Float.POSITIVE_INFINITY;

    /** {@link Loop#run}. Not static, which would make it a constant. */
    private final MethodHandle run;

    private ActivationLoops() {
        MethodType type =
                MethodType.methodType(void.class, float[].class, int.class, float[].class, int.class, int.class);
        try {
            run = MethodHandles.lookup().findVirtual(Loop.class, "run", type);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    /** out[i] = f(x[i]), or f'(x[i]), for n elements. */
    @FunctionalInterface
    private interface Loop {
        void run(float[] x, int x0, float[] out, int o0, int n);
    }

    /** out[i] = f(x[i]) for n elements. */
    public static void value(Activation f, float[] x, int x0, float[] out, int o0, int n) {
        LOOPS.call(value(f), x, x0, out, o0, n);
    }

    /** out[i] = f'(x[i]) for n elements; the n elements behind them are for use here, too. */
    public static void slope(Activation f, float[] x, int x0, float[] out, int o0, int n) {
        if (CODE == null || !CODE.slope(f, x, x0, out, o0, n)) {
            LOOPS.call(slope(f), x, x0, out, o0, n);
        }
    }

    private void call(Loop loop, float[] x, int x0, float[] out, int o0, int n) {
        try {
            run.invokeExact(loop, x, x0, out, o0, n);
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }

    private static Loop value(Activation f) {
        return switch (f) {
            case RELU -> (x, x0, out, o0, n) -> A.clamp(x, x0, 0, INFINITE, out, o0, n);
            case RELU_SQUARED -> (x, x0, out, o0, n) -> CURVES.reluSquared(x, x0, out, o0, n);
            case GELU -> (x, x0, out, o0, n) -> CURVES.gelu(x, x0, out, o0, n);
            case GELU_TANH -> (x, x0, out, o0, n) -> CURVES.geluTanh(x, x0, out, o0, n);
            case QUICK_GELU -> (x, x0, out, o0, n) -> CURVES.swish(x, x0, QUICK, out, o0, n);
            case SILU -> (x, x0, out, o0, n) -> CURVES.swish(x, x0, 1, out, o0, n);
            case SIGMOID -> (x, x0, out, o0, n) -> CURVES.sigmoid(x, x0, out, o0, n);
            case TANH -> (x, x0, out, o0, n) -> CURVES.tanh(x, x0, out, o0, n);
            case SOFTPLUS -> (x, x0, out, o0, n) -> CURVES.softplus(x, x0, out, o0, n);
            case EXP -> (x, x0, out, o0, n) -> P.exp(x, x0, out, o0, n);
        };
    }

    private static Loop slope(Activation f) {
        return switch (f) {
            case RELU -> (x, x0, out, o0, n) -> SLOPES.within(x, x0, Float.MIN_VALUE, INFINITE, out, o0, n);
            case RELU_SQUARED ->
                (x, x0, out, o0, n) -> { // 2 max(0, x)
                    A.clamp(x, x0, 0, INFINITE, out, o0, n);
                    A.affine(out, o0, 2, 0, out, o0, n);
                };
            case GELU -> (x, x0, out, o0, n) -> SLOPES.gelu(x, x0, out, o0, n);
            case GELU_TANH -> (x, x0, out, o0, n) -> SLOPES.geluTanh(x, x0, out, o0, n);
            case QUICK_GELU -> (x, x0, out, o0, n) -> SLOPES.swish(x, x0, QUICK, out, o0, n);
            case SILU -> (x, x0, out, o0, n) -> SLOPES.swish(x, x0, 1, out, o0, n);
            case SIGMOID ->
                (x, x0, out, o0, n) -> { // σ (1 - σ)
                    CURVES.sigmoid(x, x0, out, o0, n);
                    A.affine(out, o0, -1, 1, out, o0 + n, n);
                    A.mul(out, o0 + n, out, o0, out, o0, n);
                };
            case TANH ->
                (x, x0, out, o0, n) -> { // 1 - tanh²
                    CURVES.tanh(x, x0, out, o0, n);
                    A.mul(out, o0, out, o0, out, o0, n);
                    A.affine(out, o0, -1, 1, out, o0, n);
                };
            case SOFTPLUS -> (x, x0, out, o0, n) -> CURVES.sigmoid(x, x0, out, o0, n);
            case EXP -> (x, x0, out, o0, n) -> P.exp(x, x0, out, o0, n);
        };
    }
}
