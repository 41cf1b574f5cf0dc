package org.menura.train.optim;

import java.util.List;
import org.menura.tensor.Tensor;
import org.menura.tensor.grad.Parameter;

/** Gradient clipping by norm or by value. */
public final class GradientClipping {
    private static final double EPSILON = 1e-6;

    private GradientClipping() {}

    /** Returns the L2 norm of all gradients as one vector, {@code sqrt(Σ g²)}. */
    public static double norm(List<Parameter> parameters, int threads) {
        Settings.threads(threads);
        return Math.sqrt(Sums.squares(threads, gradients(parameters)));
    }

    /**
     * Clips the norm of the gradients: multiplies all by {@code min(1, max / (norm + 1e-6))}, as PyTorch's
     * {@code clip_grad_norm_} does (Pascanu et al., arXiv 1211.5063, algorithm 1).
     *
     * @return the norm before. If it is not finite, the gradients are left as they are; a caller should then make no step.
     * @throws IllegalArgumentException if {@code max} is not positive
     */
    public static double clipNorm(List<Parameter> parameters, double max, int threads) {
        Settings.positive("the greatest norm", max);
        double norm = norm(parameters, threads);
        double factor = max / (norm + EPSILON);
        if (factor < 1 && norm <= Double.MAX_VALUE) {
            float f = (float) factor;
            each(parameters, threads, (g, from, to) -> {
                for (int i = from; i < to; i++) {
                    g[i] *= f;
                }
            });
        }
        return norm;
    }

    /**
     * Clips each element of the gradients to [-limit, limit].
     *
     * @throws IllegalArgumentException if {@code limit} is not positive
     */
    public static void clipValue(List<Parameter> parameters, double limit, int threads) {
        Settings.positive("the greatest value", limit);
        Settings.threads(threads);
        float high = (float) limit;
        float low = -high;
        each(parameters, threads, (g, from, to) -> {
            for (int i = from; i < to; i++) {
                g[i] = Math.max(low, Math.min(high, g[i]));
            }
        });
    }

    @FunctionalInterface
    private interface Loop {
        void run(float[] g, int from, int to);
    }

    private static void each(List<Parameter> parameters, int threads, Loop loop) {
        ElementwiseOptimizer.Kernel kernel = (g, _, _, from, to) -> loop.run(g, from, to);
        Elements.run(
                threads,
                gradients(parameters).stream()
                        .map(g -> new Elements.Job(g, g, new float[0][], kernel))
                        .toList());
    }

    private static List<Tensor> gradients(List<Parameter> parameters) {
        return parameters.stream().map(Parameter::gradient).toList();
    }
}
