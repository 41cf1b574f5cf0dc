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
        c.refuseUnless("use_lu_lambdas", "false");
        c.refuseUnless("use_flow_sigmas", "false");
        if (c.has("variance_type")) {
            throw c.unsupported("variance_type", "supported: null");
        }
        NoiseSchedule noise = NoiseSchedule.dividable(c);
        boolean stochastic = c.text("algorithm_type", "dpmsolver++").startsWith("sde");
        int order = c.positive("solver_order", 2);
        if (order > (stochastic ? 2 : 3)) {
            throw c.unsupported("solver_order", "supported: 1 to 3, with noise 1 and 2");
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
                SigmaSteps.Levels.of(c),
                lastTimestep(noise, c.precise("lambda_min_clipped", Double.NEGATIVE_INFINITY)),
                order,
                c.text("solver_type", "midpoint").equals("heun"),
                stochastic,
                last,
                c.flag("lower_order_final", true),
                c.flag("euler_at_final", false));
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
        if (levels != SigmaSteps.Levels.TRAINED) {
            double[] own = levels.between(trained[trained.length - 1], trained[0], steps);
            return new Walk(SigmaSteps.of(own, trained, last, true));
        }
        return new Walk(SigmaSteps.at(timesteps(steps), trained, last));
    }

    private double[] timesteps(int steps) {
        double[] out = new double[steps];
        for (int i = 0; i < steps; i++) {
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
            return Level.of(steps.sigmas()[i]);
        }

        @Override
        public float[] step(int i, float[] output, float[] sample, Supplier<float[]> fresh) {
            Level from = level(i);
            float[] x0 = new float[sample.length];
            for (int k = 0; k < x0.length; k++) {
                x0[k] = (float) prediction().data(from.alpha, from.sigma, sample[k], output[k]);
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
            double second = own == 3 ? to.alpha * ((decay + h) / (h * h) - 0.5) : 0;
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
