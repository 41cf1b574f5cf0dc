package org.menura.model.diffusion;

import java.util.function.Supplier;
import org.menura.model.Config;

/**
 * The diffusion exponential integrator (arXiv 2204.13902, log-rho multistep): each step integrates the polynomial in the
 * logarithm of rho, the noise in units of the data's share, through what the model took for noise at up to three steps.
 * Steps are computed in float with the reference's roundings.
 *
 * @param levels the noise levels that are visited
 * @param order of the method, 1 to 3
 * @param bounds of what the model may take for data
 * @param lowerAtEnd whether short walks end with lower orders
 */
record Deis(LambdaNoise levels, int order, DataBounds bounds, boolean lowerAtEnd) implements LambdaMethod {
    static Deis of(Config c) {
        // Folders of other solvers name theirs, which the reference passes over.
        c.refuseUnless("algorithm_type", "deis", "dpmsolver", "dpmsolver++");
        c.refuseUnless("solver_type", "logrho", "midpoint", "heun", "bh1", "bh2");
        c.refuseUnless("use_dynamic_shifting", "false");
        int order = c.positive("solver_order", 2);
        if (order > 3) {
            throw c.unsupported("solver_order", "supported with DEIS: 1 to 3");
        }
        SigmaSteps.Levels own = SigmaSteps.Levels.of(c);
        boolean flow = c.flag("use_flow_sigmas", false);
        if (flow && own != SigmaSteps.Levels.TRAINED) {
            throw c.unsupported("use_flow_sigmas", "supported with DEIS: without other ways to choose levels");
        }
        LambdaNoise levels = LambdaNoise.of(c, flow ? SigmaSteps.Levels.FLOW : own, Double.NaN);
        return new Deis(levels, order, DataBounds.dynamic(c), c.flag("lower_order_final", true));
    }

    @Override
    public SolverState begin(int steps) {
        return new Walk(levels.steps(steps));
    }

    private final class Walk extends LambdaWalk {
        Walk(SigmaSteps steps) {
            super(prediction(), steps, levels.levels() == SigmaSteps.Levels.FLOW);
        }

        @Override
        public float[] step(int i, float[] output, float[] sample, int samples, Supplier<float[]> fresh) {
            add(rest(i, data(i, output, sample, samples, bounds), sample), order);
            NoiseLevel from = level(i);
            NoiseLevel to = level(i + 1);
            int own = Math.min(slopes.size(), atMost(i));
            if (own == 1) {
                float ofNoise = -(to.sigma() * ((float) Math.exp(to.lambda() - from.lambda()) - 1));
                return combined(to.alpha() / from.alpha(), sample, 1, new float[] {ofNoise});
            }
            float[] weights = new float[own];
            for (int j = 0; j < own; j++) {
                weights[j] = integral(i, j, own);
            }
            return combined(1 / from.alpha(), sample, to.alpha(), weights);
        }

        /** {@code scale · (ofSample · sample + weights · slopes)}, but the sample's factor alone where there is no scale. */
        private float[] combined(float ofSample, float[] sample, float scale, float[] weights) {
            float[] out = new float[sample.length];
            for (int k = 0; k < out.length; k++) {
                float sum = ofSample * sample[k];
                for (int j = 0; j < weights.length; j++) {
                    sum += weights[j] * slopes.get(j)[k];
                }
                out[k] = scale * sum;
            }
            return out;
        }

        /** The highest order that step {@code i} may have. */
        private int atMost(int i) {
            int left = steps.count() - i;
            return lowerAtEnd && steps.count() < DpmSolver.FEW ? Math.min(order, left) : order;
        }

        private float rho(int i) {
            NoiseLevel at = level(i);
            return at.sigma() / at.alpha();
        }

        /**
         * The integral over step {@code i} of the polynomial in log rho that is 1 at the step {@code j} before and 0 at the
         * others of {@code own}.
         */
        private float integral(int i, int j, int own) {
            float one = Floats.log(rho(i - j));
            float zero = Floats.log(rho(i - (j + 1) % own));
            float other = Floats.log(rho(i - (j + 2) % own));
            float to = rho(i + 1);
            float from = rho(i);
            return own == 2
                    ? primitive(to, one, zero) - primitive(from, one, zero)
                    : primitive(to, one, zero, other) - primitive(from, one, zero, other);
        }

        private static float primitive(float t, float one, float zero) {
            return t * (-zero + Floats.log(t) - 1) / (one - zero);
        }

        private static float primitive(float t, float one, float zero, float other) {
            float log = Floats.log(t);
            float sum = zero * (other - log + 1) - other * log + other + log * log - 2 * log + 2;
            return t * sum / ((one - zero) * (one - other));
        }
    }
}
