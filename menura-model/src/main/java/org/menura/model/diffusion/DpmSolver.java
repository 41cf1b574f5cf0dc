package org.menura.model.diffusion;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.menura.model.Config;

/**
 * DPM-Solver++ (arXiv 2211.01095, algorithm 2 and its third order), multistep, over what the model takes for data. The
 * noise level is measured as half the logarithm of the signal-to-noise ratio, lambda.
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
        boolean stochastic,
        double last,
        boolean lowerAtEnd,
        boolean eulerAtEnd)
        implements Scheduler {
    /** Fewer steps than that are few. */
    private static final int FEW = 15;

    static DpmSolver of(Config c) {
        c.refuseUnless("algorithm_type", "dpmsolver++", "sde-dpmsolver++");
        c.refuseUnless("solver_type", "midpoint", "heun");
        if (c.has("variance_type")) {
            throw c.unsupported("variance_type", "supported: null");
        }
        NoiseSchedule noise = NoiseSchedule.dividable(c, Prediction.ofSolver(c));
        SigmaSteps.Levels levels = levels(c);
        boolean rounds = levels == SigmaSteps.Levels.KARRAS || levels == SigmaSteps.Levels.LAMBDA;
        boolean stochastic = c.text("algorithm_type", "dpmsolver++").startsWith("sde");
        int order = c.positive("solver_order", 2);
        if (order > 3) {
            throw c.unsupported("solver_order", "supported: 1 to 3");
        }
        double last = switch (c.text("final_sigmas_type", "zero")) {
            case "zero" -> 0;
            case "sigma_min" -> noise.sigmas()[0];
            default -> throw c.unsupported("final_sigmas_type", "supported: zero, sigma_min");
        };
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
        double least = 1.0 / noise.steps();
        for (int i = 0; i < steps; i++) {
            double even = (1 - least) * (steps - i) / steps;
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
        double[] out = new double[count];
        for (int i = 0; i < count; i++) {
            out[i] = switch (spacing) {
                case LINSPACE -> Math.rint((lastTimestep - 1.0) * (steps - i) / steps);
                case LEADING -> (double) (lastTimestep / (steps + 1)) * (steps - i) + offset;
                case TRAILING -> Math.rint(lastTimestep - i * ((double) noise.steps() / steps)) - 1;
            };
        }
        return out;
    }

    /** A noise level in the three measures that steps need. */
    private record Level(double alpha, double sigma, double lambda) {
        static Level of(double ratio) {
            double alpha = 1 / Math.sqrt(ratio * ratio + 1);
            return new Level(alpha, ratio * alpha, -Math.log(ratio));
        }

        static Level ofFlow(double sigma) {
            return new Level(1 - sigma, sigma, Math.log(1 - sigma) - Math.log(sigma));
        }
    }

    private final class Walk implements SolverState {
        private final SigmaSteps steps;
        private final List<float[]> data = new ArrayList<>(); // what the model took for data, the latest first
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
        public float[] step(int i, float[] output, float[] sample, Supplier<float[]> fresh) {
            Level from = level(i);
            // The reference takes a straight way's level as it is, whatever levels are visited.
            double sigma = prediction() == Prediction.FLOW ? steps.sigmas()[i] : from.sigma;
            float[] x0 = new float[sample.length];
            for (int k = 0; k < x0.length; k++) {
                x0[k] = (float) prediction().data(from.alpha, sigma, sample[k], output[k]);
            }
            data.addFirst(x0);
            if (data.size() > order) {
                data.removeLast();
            }
            int own = Math.min(known + 1, atMost(i));
            known = Math.min(known + 1, order);
            return advance(i, own, from, level(i + 1), sample, fresh);
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
            double h = to.lambda - from.lambda;
            if (h == 0) {
                return sample; // levels that end with the lowest one that there is
            }
            double decay = Math.expm1(stochastic ? -2 * h : -h);
            double ofSample = to.sigma / from.sigma * (stochastic ? Math.exp(-h) : 1);
            double rate = stochastic ? -2 * h : -h;
            // Integrals of the data's slope and curvature.
            double first = heun || own == 3 ? to.alpha * (decay / -rate + 1) : -0.5 * to.alpha * decay;
            double curvature = stochastic ? (decay + 2 * h) / (4 * h * h) + 0.5 : (decay + h) / (h * h) - 0.5;
            double second = own == 3 ? to.alpha * curvature : 0;
            double ofNoise = stochastic ? to.sigma * Math.sqrt(-decay) : 0;
            float[] drawn = stochastic ? fresh.get() : sample;
            double r0 = own > 1 ? (from.lambda - level(i - 1).lambda) / h : 1;
            double r1 = own > 2 ? (level(i - 1).lambda - level(i - 2).lambda) / h : 1;
            float[] m0 = data.getFirst();
            float[] m1 = own > 1 ? data.get(1) : m0;
            float[] m2 = own > 2 ? data.get(2) : m1;
            float[] out = new float[sample.length];
            for (int k = 0; k < out.length; k++) {
                double value = ofSample * sample[k] - to.alpha * decay * m0[k] + ofNoise * drawn[k];
                if (own == 2) {
                    value += first * ((double) m0[k] - m1[k]) / r0;
                } else if (own == 3) {
                    double near = ((double) m0[k] - m1[k]) / r0;
                    double far = ((double) m1[k] - m2[k]) / r1;
                    double slope = near + r0 / (r0 + r1) * (near - far);
                    value += first * slope - second * (near - far) / (r0 + r1);
                }
                out[k] = (float) value;
            }
            return out;
        }
    }
}
