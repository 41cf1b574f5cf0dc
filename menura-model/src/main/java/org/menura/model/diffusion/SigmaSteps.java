package org.menura.model.diffusion;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.DoubleUnaryOperator;
import org.menura.model.Config;

/**
 * The noise levels that a walk visits, in the units of {@link NoiseSchedule#sigmas}, and the timesteps that belong to
 * them.
 *
 * @param sigmas at least one more than there are steps: the level behind the last one is where the walk ends
 */
record SigmaSteps(float[] timesteps, double[] sigmas) {
    /** How levels are chosen. */
    enum Levels {
        /** Those of the timesteps. */
        TRAINED,
        /** Equal distances of {@code sigma^(1/7)} (arXiv 2206.00364, equation 5). */
        KARRAS,
        /** Equal ratios. */
        EXPONENTIAL,
        /** Quantiles of the beta distribution with both parameters 0.6 (arXiv 2407.12173). */
        BETA,
        /** Equal distances of lambda (arXiv 2206.00927), which are equal ratios, at whole timesteps. */
        LAMBDA,
        /** Those of a straight way from noise to data (arXiv 2209.03003). */
        FLOW;

        private static final double BETA_SHAPE = 0.6;

        /** What {@code use_karras_sigmas} and its kin say; of several the reference takes none. */
        static Levels of(Config c) {
            Levels out = TRAINED;
            for (Levels l : List.of(KARRAS, EXPONENTIAL, BETA)) {
                String name = "use_" + l.name().toLowerCase(Locale.ROOT) + "_sigmas";
                if (c.flag(name, false)) {
                    if (out != TRAINED) {
                        throw c.unsupported(
                                name,
                                "only one of use_karras_sigmas, use_exponential_sigmas and"
                                        + " use_beta_sigmas can be true");
                    }
                    out = l;
                }
            }
            return out;
        }

        /** {@code n} levels from the highest to the lowest one. */
        double[] between(double highest, double lowest, int n) {
            double[] ramp = Floats.evenly(0, 1, n);
            double[] logs = Floats.evenly(Math.log(highest), Math.log(lowest), n);
            double top = Floats.log((float) highest);
            double bottom = Floats.log((float) lowest);
            double[] out = new double[n];
            for (int i = 0; i < n; i++) {
                out[i] = switch (this) {
                    case KARRAS -> karras(highest, lowest, ramp[i]);
                    case BETA -> lowest + BetaQuantile.of(1 - ramp[i], BETA_SHAPE) * (highest - lowest);
                    // The logarithms that the reference has at hand are floats.
                    case LAMBDA -> Math.exp(top + ramp[i] * (bottom - top));
                    default -> Math.exp(logs[i]);
                };
            }
            return out;
        }

        private static double karras(double highest, double lowest, double t) {
            double rho = 7;
            double root = Math.pow(highest, 1 / rho);
            return Math.pow(root + t * (Math.pow(lowest, 1 / rho) - root), rho);
        }
    }

    /** Reads the level behind the last step. */
    static double last(Config c, double lowest) {
        return switch (c.text("final_sigmas_type", "zero")) {
            case "zero" -> 0;
            case "sigma_min" -> lowest;
            default -> throw c.unsupported("final_sigmas_type", "supported: zero, sigma_min");
        };
    }

    /** Shifts a level of a straight way towards noise (arXiv 2403.03206, section 5.3.2). */
    static double shifted(double sigma, double shift) {
        return shift * sigma / (1 + (shift - 1) * sigma);
    }

    /** Stretches levels of a straight way until the last one is {@code terminal}; not at all if that is 0. */
    static void stretch(double[] levels, double terminal) {
        if (terminal == 0) {
            return;
        }
        double stretch = (1 - levels[levels.length - 1]) / (1 - terminal);
        Arrays.setAll(levels, i -> 1 - (1 - levels[i]) / stretch);
    }

    /** Levels of given timesteps. */
    static SigmaSteps at(double[] timesteps, double[] trained, double last) {
        double[] sigmas = new double[timesteps.length + 1];
        float[] floats = new float[timesteps.length];
        for (int i = 0; i < timesteps.length; i++) {
            floats[i] = (float) timesteps[i];
            sigmas[i] = (float) sigmaAt(floats[i], trained);
        }
        sigmas[timesteps.length] = last;
        return new SigmaSteps(floats, sigmas);
    }

    /** Given levels, and the timesteps that belong to them, made whole by {@code whole}. */
    static SigmaSteps of(double[] levels, double[] trained, double last, DoubleUnaryOperator whole) {
        double[] sigmas = new double[levels.length + 1];
        float[] timesteps = new float[levels.length];
        float[] logs = new float[trained.length];
        for (int i = 0; i < logs.length; i++) {
            logs[i] = Floats.log((float) trained[i]);
        }
        for (int i = 0; i < levels.length; i++) {
            sigmas[i] = (float) levels[i];
            timesteps[i] = (float) whole.applyAsDouble(timestepOf(levels[i], logs));
        }
        sigmas[levels.length] = last;
        return new SigmaSteps(timesteps, sigmas);
    }

    /** The level between those of the whole timesteps around {@code t}. */
    static double sigmaAt(double t, double[] trained) {
        int low = Math.clamp((int) Math.floor(t), 0, trained.length - 1);
        int high = Math.min(low + 1, trained.length - 1);
        double share = Math.clamp(t - low, 0.0, 1.0);
        return trained[low] + share * (trained[high] - trained[low]);
    }

    /**
     * The timestep of a level, between those of the logarithms around it.
     *
     * @param logs rounded to float as in the reference: where timesteps are cut off, the last digit decides
     */
    private static double timestepOf(double sigma, float[] logs) {
        double log = Math.log(Math.max(sigma, 1e-10));
        int low = logs.length - 1; // the last below, as levels need not grow to the end (arXiv 2305.08891)
        while (low > 0 && !(logs[low] <= log)) {
            low--;
        }
        low = Math.min(low, logs.length - 2);
        float from = logs[low];
        double share = Math.clamp((from - log) / (from - logs[low + 1]), 0.0, 1.0);
        return (1 - share) * low + share * (low + 1);
    }

    /** The same levels, of which the model is told a quarter of the logarithm. */
    SigmaSteps quarterLogarithms() {
        float[] told = new float[sigmas.length - 1];
        for (int i = 0; i < told.length; i++) {
            told[i] = 0.25f * (float) Math.log(sigmas[i]);
        }
        return new SigmaSteps(told, sigmas);
    }

    int count() {
        return timesteps.length;
    }

    double highest() {
        double most = 0;
        for (double s : sigmas) {
            most = Math.max(most, s);
        }
        return most;
    }
}
