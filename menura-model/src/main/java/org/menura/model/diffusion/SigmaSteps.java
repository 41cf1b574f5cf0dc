package org.menura.model.diffusion;

import org.menura.model.Config;

/**
 * The noise levels that a walk visits, in the units of {@link NoiseSchedule#sigmas}, and the timesteps that belong to
 * them.
 *
 * @param sigmas one more than there are steps: the level behind the last one is the last
 */
record SigmaSteps(float[] timesteps, double[] sigmas) {
    /** How levels are chosen. */
    enum Levels {
        /** Those of the timesteps. */
        TRAINED,
        /** Equal distances of {@code sigma^(1/7)} (arXiv 2206.00364, equation 5). */
        KARRAS,
        /** Equal ratios. */
        EXPONENTIAL;

        static Levels of(Config c) {
            c.refuseUnless("use_beta_sigmas", "false");
            if (c.flag("use_karras_sigmas", false)) {
                return KARRAS;
            }
            return c.flag("use_exponential_sigmas", false) ? EXPONENTIAL : TRAINED;
        }

        /** {@code n} levels from the highest to the lowest one. */
        double[] between(double highest, double lowest, int n) {
            double rho = 7;
            double[] out = new double[n];
            for (int i = 0; i < n; i++) {
                double t = n == 1 ? 0 : i / (n - 1.0);
                if (this == KARRAS) {
                    double root = Math.pow(highest, 1 / rho);
                    out[i] = Math.pow(root + t * (Math.pow(lowest, 1 / rho) - root), rho);
                } else {
                    out[i] = Math.exp(Math.log(highest) + t * (Math.log(lowest) - Math.log(highest)));
                }
            }
            return out;
        }
    }

    /** Levels of given timesteps. */
    static SigmaSteps at(double[] timesteps, double[] trained, double last) {
        double[] sigmas = new double[timesteps.length + 1];
        float[] floats = new float[timesteps.length];
        for (int i = 0; i < timesteps.length; i++) {
            sigmas[i] = sigmaAt(timesteps[i], trained);
            floats[i] = (float) timesteps[i];
        }
        sigmas[timesteps.length] = last;
        return new SigmaSteps(floats, sigmas);
    }

    /** Given levels, and the timesteps that come nearest, whole ones if wanted. */
    static SigmaSteps of(double[] levels, double[] trained, double last, boolean whole) {
        double[] sigmas = new double[levels.length + 1];
        float[] timesteps = new float[levels.length];
        for (int i = 0; i < levels.length; i++) {
            sigmas[i] = levels[i];
            double t = timestepOf(levels[i], trained);
            timesteps[i] = (float) (whole ? Math.rint(t) : t);
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

    /** The timestep of a level, between those of the logarithms around it. */
    private static double timestepOf(double sigma, double[] trained) {
        double log = Math.log(Math.max(sigma, 1e-10));
        int low = 0;
        while (low < trained.length - 2 && Math.log(trained[low + 1]) <= log) {
            low++;
        }
        double from = Math.log(trained[low]);
        double share = (log - from) / (Math.log(trained[low + 1]) - from);
        return low + Math.clamp(share, 0.0, 1.0);
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
