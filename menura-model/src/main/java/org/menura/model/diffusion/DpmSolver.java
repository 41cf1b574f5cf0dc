package org.menura.model.diffusion;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.menura.model.Config;

/**
 * DPM-Solver++ (arXiv 2211.01095, algorithm 2 and its third order), multistep, over what the model takes for data, or
 * DPM-Solver (arXiv 2206.00927) over what it takes for noise. The noise level is measured as half the logarithm of the
 * signal-to-noise ratio, lambda. Steps are computed in float with the reference's roundings.
 *
 * @param noise how training added noise
 * @param spacing which timesteps are visited
 * @param offset of the timesteps
 * @param levels how noise levels are chosen
 * @param rounds whether chosen levels take the nearest whole timesteps, rather than the one below
 * @param shift by how much {@link SigmaSteps.Levels#FLOW} is shifted towards noise; 1 for not at all
 * @param lastTimestep the timestep behind the highest one that may be visited
 * @param order of the method, 1 to 3
 * @param heun whether a second-order step ends rather than begins its integral with the slope
 * @param bounds of what the model may take for data
 * @param overNoise whether it integrates what the model takes for noise, rather than for data
 * @param stochastic whether it solves the stochastic equation, with fresh noise
 * @param last the level behind the last step
 * @param lowerAtEnd whether short walks end with lower orders
 * @param eulerAtEnd whether all do
 */
record DpmSolver(
        NoiseSchedule noise,
        TimestepSpacing spacing,
        int offset,
        SigmaSteps.Levels levels,
        boolean rounds,
        double shift,
        int lastTimestep,
        int order,
        boolean heun,
        DataBounds bounds,
        boolean overNoise,
        boolean stochastic,
        double last,
        boolean lowerAtEnd,
        boolean eulerAtEnd)
        implements Scheduler {
    /** Fewer steps than that are few. */
    private static final int FEW = 15;

    static DpmSolver of(Config c) {
        c.refuseUnless("algorithm_type", "dpmsolver++", "sde-dpmsolver++", "dpmsolver", "sde-dpmsolver");
        c.refuseUnless("solver_type", "midpoint", "heun");
        if (c.has("variance_type")) {
            throw c.unsupported("variance_type", "supported: null");
        }
        NoiseSchedule noise = NoiseSchedule.dividable(c, Prediction.ofSolver(c));
        SigmaSteps.Levels levels = levels(c);
        boolean rounds = levels == SigmaSteps.Levels.KARRAS || levels == SigmaSteps.Levels.LAMBDA;
        String algorithm = c.text("algorithm_type", "dpmsolver++");
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
        double last = switch (c.text("final_sigmas_type", "zero")) {
            case "zero" -> 0;
            case "sigma_min" -> noise.sigmas()[0];
            default -> throw c.unsupported("final_sigmas_type", "supported: zero, sigma_min");
        };
        if (last == 0 && overNoise) {
            throw c.unsupported("final_sigmas_type", "supported with %s: sigma_min".formatted(algorithm));
        }
        return new DpmSolver(
                noise,
                TimestepSpacing.of(c, "linspace"),
                c.integer("steps_offset", 0),
                levels,
                rounds && !c.text("beta_schedule", "linear").equals("squaredcos_cap_v2"),
                c.precise("flow_shift", 1),
                lastTimestep(noise, c.precise("lambda_min_clipped", Double.NEGATIVE_INFINITY)),
                order,
                c.text("solver_type", "midpoint").equals("heun"),
                DataBounds.dynamic(c),
                overNoise,
                stochastic,
                last,
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

    /** Timesteps whose lambda is below a bound are left out. */
    private static int lastTimestep(NoiseSchedule noise, double bound) {
        double[] sigmas = noise.sigmas();
        int t = sigmas.length;
        while (t > 1 && -Math.log(sigmas[t - 1]) < bound) {
            t--;
        }
        return t;
    }

    @Override
    public Prediction prediction() {
        return noise.prediction();
    }

    @Override
    public int trainSteps() {
        return noise.steps();
    }

    @Override
    public float[] noised(float[] clean, float[] fresh, float timestep) {
        return noise.noised(clean, fresh, timestep);
    }

    @Override
    public SolverState begin(int steps) {
        TimestepSpacing.check(steps, lastTimestep);
        double[] trained = noise.sigmas();
        return new Walk(
                switch (levels) {
                    case TRAINED -> SigmaSteps.at(timesteps(steps), trained, last);
                    case FLOW -> flow(steps);
                    default -> {
                        double[] own = levels.between(trained[trained.length - 1], trained[0], steps);
                        yield SigmaSteps.of(own, trained, last, rounds ? Math::rint : Math::floor);
                    }
                });
    }

    private SigmaSteps flow(int steps) {
        double[] sigmas = new double[steps + 1];
        float[] timesteps = new float[steps];
        double[] data = Floats.evenly(1, 1.0 / noise.steps(), steps + 1);
        for (int i = 0; i < steps; i++) {
            double even = 1 - data[steps - i];
            sigmas[i] = shift * even / (1 + (shift - 1) * even);
            timesteps[i] = (float) Math.floor(sigmas[i] * noise.steps());
        }
        sigmas[steps] = last;
        return new SigmaSteps(timesteps, sigmas);
    }

    private double[] timesteps(int steps) {
        // Timesteps that are left out shorten a walk that comes back from the end.
        int count = spacing == TimestepSpacing.TRAILING
                ? (int) Math.ceil(lastTimestep / ((double) noise.steps() / steps))
                : steps;
        double[] even = Floats.evenly(0, lastTimestep - 1.0, steps + 1);
        double[] out = new double[count];
        for (int i = 0; i < count; i++) {
            out[i] = switch (spacing) {
                case LINSPACE -> Math.rint(even[steps - i]);
                case LEADING -> (double) (lastTimestep / (steps + 1)) * (steps - i) + offset;
                case TRAILING -> Math.rint(lastTimestep - i * ((double) noise.steps() / steps)) - 1;
            };
        }
        return out;
    }

    /** A noise level in the three measures that steps need. */
    private record Level(float alpha, float sigma, float lambda) {
        private static Level of(float alpha, float sigma) {
            return new Level(alpha, sigma, (float) Math.log(alpha) - (float) Math.log(sigma));
        }

        static Level of(double ratio) {
            float r = (float) ratio;
            float alpha = 1 / (float) Math.sqrt(r * r + 1);
            return of(alpha, r * alpha);
        }

        static Level ofFlow(double sigma) {
            return of(1 - (float) sigma, (float) sigma);
        }
    }

    private final class Walk implements SolverState {
        private final SigmaSteps steps;
        private final List<float[]> slopes = new ArrayList<>(); // what is integrated, the latest first
        private int known;

        Walk(SigmaSteps steps) {
            this.steps = steps;
        }

        @Override
        public float[] timesteps() {
            return steps.timesteps();
        }

        @Override
        public float noiseScale() {
            return 1;
        }

        @Override
        public float[] input(int i, float[] sample) {
            return sample;
        }

        @Override
        public float[] noised(int i, float[] clean, float[] fresh) {
            Level level = level(i);
            return SolverState.mix(level.alpha, clean, level.sigma, fresh);
        }

        private Level level(int i) {
            double sigma = steps.sigmas()[i];
            return levels == SigmaSteps.Levels.FLOW ? Level.ofFlow(sigma) : Level.of(sigma);
        }

        @Override
        public float[] step(int i, float[] output, float[] sample, int samples, Supplier<float[]> fresh) {
            Level from = level(i);
            slopes.addFirst(overNoise ? noise(from, output, sample, samples) : data(i, from, output, sample, samples));
            if (slopes.size() > order) {
                slopes.removeLast();
            }
            int own = Math.min(known + 1, atMost(i));
            known = Math.min(known + 1, order);
            return advance(i, own, from, level(i + 1), sample, fresh);
        }

        private float[] data(int i, Level at, float[] output, float[] sample, int samples) {
            // The reference takes a straight way's level as it is, whatever levels are visited.
            float sigma = prediction() == Prediction.FLOW ? (float) steps.sigmas()[i] : at.sigma;
            float[] out = prediction().data(at.alpha, sigma, sample, output);
            bounds.apply(out, samples);
            return out;
        }

        private float[] noise(Level at, float[] output, float[] sample, int samples) {
            float[] out = new float[sample.length];
            for (int k = 0; k < out.length; k++) {
                out[k] = prediction().noise(at.alpha, at.sigma, sample[k], output[k]);
            }
            if (bounds.isNone()) {
                return out;
            }
            float[] data = Prediction.EPSILON.data(at.alpha, at.sigma, sample, out);
            bounds.apply(data, samples);
            for (int k = 0; k < out.length; k++) {
                out[k] = (sample[k] - at.alpha * data[k]) / at.sigma;
            }
            return out;
        }

        /** The highest order that step {@code i} may have. */
        private int atMost(int i) {
            int left = steps.count() - i;
            boolean few = lowerAtEnd && steps.count() < FEW;
            if (left == 1 && (eulerAtEnd || few || last == 0)) {
                return 1;
            }
            return left == 2 && few ? Math.min(2, order) : order;
        }

        private float[] advance(int i, int own, Level from, Level to, float[] sample, Supplier<float[]> fresh) {
            float h = to.lambda - from.lambda;
            if (h == 0) {
                return sample; // levels that end with the lowest one that there is
            }
            Factors f = overNoise ? Factors.ofNoise(h, from, to, stochastic) : Factors.ofData(h, from, to, stochastic);
            float[] drawn = stochastic ? fresh.get() : sample;
            float r0 = own > 1 ? (from.lambda - level(i - 1).lambda) / h : 1;
            float r1 = own > 2 ? (level(i - 1).lambda - level(i - 2).lambda) / h : 1;
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
        static Factors ofData(float h, Level from, Level to, boolean stochastic) {
            float decay = (float) Math.exp(-h);
            if (!stochastic) {
                float e = decay - 1;
                return new Factors(
                        to.sigma / from.sigma,
                        -(to.alpha * e),
                        -(0.5f * (to.alpha * e)),
                        to.alpha * (e / h + 1),
                        -(to.alpha * ((e + h) / (h * h) - 0.5f)),
                        0);
            }
            float e = 1 - (float) Math.exp(-2 * h);
            float h2 = 2 * h;
            return new Factors(
                    to.sigma / from.sigma * decay,
                    to.alpha * e,
                    0.5f * (to.alpha * e),
                    to.alpha * (e / -h2 + 1),
                    to.alpha * ((e - h2) / (h2 * h2) - 0.5f),
                    to.sigma * (float) Math.sqrt(e));
        }

        static Factors ofNoise(float h, Level from, Level to, boolean stochastic) {
            float e = (float) Math.exp(h) - 1;
            float times = stochastic ? 2 : 1;
            return new Factors(
                    to.alpha / from.alpha,
                    -(times * (to.sigma * e)),
                    -(times * 0.5f * (to.sigma * e)),
                    -(times * (to.sigma * (e / h - 1))),
                    -(to.sigma * ((e - h) / (h * h) - 0.5f)),
                    to.sigma * (float) Math.sqrt((float) Math.exp(2 * h) - 1));
        }
    }
}
