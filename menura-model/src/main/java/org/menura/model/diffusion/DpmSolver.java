package org.menura.model.diffusion;

import java.util.function.Supplier;
import org.menura.model.Config;

/**
 * DPM-Solver++ (arXiv 2211.01095, algorithm 2 and its third order), multistep, over what the model takes for data, or
 * DPM-Solver (arXiv 2206.00927) over what it takes for noise. The noise level is measured as half the logarithm of the
 * signal-to-noise ratio, lambda. Steps are computed in float with the reference's roundings.
 *
 * @param levels the noise levels that are visited
 * @param order of the method, 1 to 3
 * @param heun whether a second-order step ends rather than begins its integral with the slope
 * @param bounds of what the model may take for data
 * @param overNoise whether it integrates what the model takes for noise, rather than for data
 * @param stochastic whether it solves the stochastic equation, with fresh noise
 * @param lowerAtEnd whether short walks end with lower orders
 * @param eulerAtEnd whether all do
 */
record DpmSolver(
        LambdaNoise levels,
        int order,
        boolean heun,
        DataBounds bounds,
        boolean overNoise,
        boolean stochastic,
        boolean lowerAtEnd,
        boolean eulerAtEnd)
        implements LambdaMethod {
    /** Fewer steps than that are few. */
    static final int FEW = 15;

    static DpmSolver of(Config c) {
        c.refuseUnless("algorithm_type", "dpmsolver++", "sde-dpmsolver++", "dpmsolver", "sde-dpmsolver", "deis");
        c.refuseUnless("solver_type", "midpoint", "heun", "logrho", "bh1", "bh2");
        if (c.has("variance_type")) {
            throw c.unsupported("variance_type", "supported: null");
        }
        SigmaSteps.Levels how = levels(c);
        LambdaNoise levels = LambdaNoise.of(c, how, 0);
        NoiseSchedule noise = levels.noise();
        // Folders of other solvers name theirs, which the reference passes over.
        String named = c.text("algorithm_type", "dpmsolver++");
        String algorithm = named.equals("deis") ? "dpmsolver++" : named;
        boolean stochastic = algorithm.startsWith("sde");
        boolean overNoise = !algorithm.endsWith("++");
        int order = c.positive("solver_order", 2);
        int highest = overNoise && stochastic ? 2 : 3;
        if (order > highest) {
            throw c.unsupported("solver_order", "supported with %s: 1 to %d".formatted(algorithm, highest));
        }
        if (overNoise && noise.prediction() == Prediction.FLOW) {
            throw c.unsupported(
                    "prediction_type", "supported with %s: epsilon, sample, v_prediction".formatted(algorithm));
        }
        double last = SigmaSteps.last(c, noise.sigmas()[0]);
        if (last == 0 && overNoise) {
            throw c.unsupported("final_sigmas_type", "supported with %s: sigma_min".formatted(algorithm));
        }
        return new DpmSolver(
                levels.withLast(last)
                        .withRounds(levels.rounds()
                                && !c.text("beta_schedule", "linear").equals("squaredcos_cap_v2"))
                        .above(c.precise("lambda_min_clipped", Double.NEGATIVE_INFINITY)),
                order,
                c.text("solver_type", "midpoint").equals("heun"),
                DataBounds.dynamic(c),
                overNoise,
                stochastic,
                c.flag("lower_order_final", true),
                c.flag("euler_at_final", false));
    }

    /** In the order in which the reference asks. */
    private static SigmaSteps.Levels levels(Config c) {
        boolean lambda = c.flag("use_lu_lambdas", false);
        boolean flow = c.flag("use_flow_sigmas", false);
        SigmaSteps.Levels own = SigmaSteps.Levels.of(c);
        if (own == SigmaSteps.Levels.KARRAS) {
            return own;
        }
        if (lambda) {
            return SigmaSteps.Levels.LAMBDA;
        }
        return own == SigmaSteps.Levels.TRAINED && flow ? SigmaSteps.Levels.FLOW : own;
    }

    @Override
    public SolverState begin(int steps) {
        return new Walk(levels.steps(steps));
    }

    private final class Walk extends LambdaWalk {
        private int known;

        Walk(SigmaSteps steps) {
            super(prediction(), steps, levels.levels() == SigmaSteps.Levels.FLOW);
        }

        @Override
        public float[] step(int i, float[] output, float[] sample, int samples, Supplier<float[]> fresh) {
            add(overNoise ? boundNoise(i, output, sample, samples) : data(i, output, sample, samples, bounds), order);
            int own = Math.min(known + 1, atMost(i));
            known = Math.min(known + 1, order);
            return advance(i, own, level(i), level(i + 1), sample, fresh);
        }

        private float[] boundNoise(int i, float[] output, float[] sample, int samples) {
            float[] out = noise(i, output, sample);
            if (bounds.isNone()) {
                return out;
            }
            NoiseLevel at = level(i);
            float[] data = Prediction.EPSILON.data(at.alpha(), at.sigma(), sample, out);
            bounds.apply(data, samples);
            return rest(i, data, sample);
        }

        /** The highest order that step {@code i} may have. */
        private int atMost(int i) {
            int left = steps.count() - i;
            boolean few = lowerAtEnd && steps.count() < FEW;
            if (left == 1 && (eulerAtEnd || few || levels.last() == 0)) {
                return 1;
            }
            return left == 2 && few ? Math.min(2, order) : order;
        }

        private float[] advance(
                int i, int own, NoiseLevel from, NoiseLevel to, float[] sample, Supplier<float[]> fresh) {
            float h = to.lambda() - from.lambda();
            if (h == 0) {
                return sample; // levels that end with the lowest one that there is
            }
            Factors f = overNoise ? Factors.ofNoise(h, from, to, stochastic) : Factors.ofData(h, from, to, stochastic);
            float[] drawn = stochastic ? fresh.get() : sample;
            float r0 = own > 1 ? (from.lambda() - level(i - 1).lambda()) / h : 1;
            float r1 = own > 2 ? (level(i - 1).lambda() - level(i - 2).lambda()) / h : 1;
            float first = heun || own == 3 ? f.first : f.halfway;
            float[] m0 = slopes.getFirst();
            float[] m1 = own > 1 ? slopes.get(1) : m0;
            float[] m2 = own > 2 ? slopes.get(2) : m1;
            float[] out = new float[sample.length];
            for (int k = 0; k < out.length; k++) {
                float value = f.ofSample * sample[k] + f.whole * m0[k];
                if (own == 2) {
                    value += first * (1 / r0 * (m0[k] - m1[k]));
                } else if (own == 3) {
                    float near = 1 / r0 * (m0[k] - m1[k]);
                    float far = 1 / r1 * (m1[k] - m2[k]);
                    value += first * (near + r0 / (r0 + r1) * (near - far));
                    value += f.second * (1 / (r0 + r1) * (near - far));
                }
                out[k] = stochastic ? value + f.ofNoise * drawn[k] : value;
            }
            return out;
        }
    }

    /**
     * What a step multiplies.
     *
     * @param whole of the latest of what is integrated: the integral of 1
     * @param halfway of its slope, where the integral takes it in the middle
     * @param first of its slope
     * @param second of its curvature
     * @param ofNoise of fresh noise
     */
    private record Factors(float ofSample, float whole, float halfway, float first, float second, float ofNoise) {
        static Factors ofData(float h, NoiseLevel from, NoiseLevel to, boolean stochastic) {
            float decay = (float) Math.exp(-h);
            if (!stochastic) {
                float e = decay - 1;
                return new Factors(
                        to.sigma() / from.sigma(),
                        -(to.alpha() * e),
                        -(0.5f * (to.alpha() * e)),
                        to.alpha() * (e / h + 1),
                        -(to.alpha() * ((e + h) / (h * h) - 0.5f)),
                        0);
            }
            float e = 1 - (float) Math.exp(-2 * h);
            float h2 = 2 * h;
            return new Factors(
                    to.sigma() / from.sigma() * decay,
                    to.alpha() * e,
                    0.5f * (to.alpha() * e),
                    to.alpha() * (e / -h2 + 1),
                    to.alpha() * ((e - h2) / (h2 * h2) - 0.5f),
                    to.sigma() * (float) Math.sqrt(e));
        }

        static Factors ofNoise(float h, NoiseLevel from, NoiseLevel to, boolean stochastic) {
            float e = (float) Math.exp(h) - 1;
            float times = stochastic ? 2 : 1;
            return new Factors(
                    to.alpha() / from.alpha(),
                    -(times * (to.sigma() * e)),
                    -(times * 0.5f * (to.sigma() * e)),
                    -(times * (to.sigma() * (e / h - 1))),
                    -(to.sigma() * ((e - h) / (h * h) - 0.5f)),
                    to.sigma() * (float) Math.sqrt((float) Math.exp(2 * h) - 1));
        }
    }
}
