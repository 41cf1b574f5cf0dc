package org.menura.model.diffusion;

import com.fasterxml.jackson.databind.node.DoubleNode;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.menura.model.Config;

/**
 * Heun's method for the probability flow (arXiv 2206.00364, algorithm 1): Euler's step, and then the same way again along
 * the mean of the slopes at both its ends. The last step, down to no noise, is Euler's alone.
 *
 * @param bounds of what the model may take for data
 */
record Heun(SigmaNoise sigma, DataBounds bounds) implements SigmaMethod {
    static Heun of(Config c) {
        Config own = withDefault(withDefault(c, "beta_start", 0.00085), "beta_end", 0.012);
        return new Heun(SigmaNoise.chosen(own), DataBounds.fixed(c, false));
    }

    private static Config withDefault(Config c, String name, double value) {
        return c.has(name) ? c : c.with(name, DoubleNode.valueOf(value));
    }

    /** Every level twice but for the first and the one behind the last. */
    private static SigmaSteps twice(SigmaSteps once) {
        int count = Math.max(1, 2 * once.count() - 1);
        float[] timesteps = new float[count];
        double[] sigmas = new double[count + 1];
        for (int i = 0; i < count; i++) {
            timesteps[i] = once.timesteps()[(i + 1) / 2];
            sigmas[i] = once.sigmas()[(i + 1) / 2];
        }
        sigmas[count] = once.sigmas()[once.count()];
        return new SigmaSteps(timesteps, sigmas);
    }

    @Override
    public SolverState begin(int steps) {
        return new Walk(twice(sigma.steps(steps)));
    }

    private final class Walk extends SigmaTrajectory {
        private float @Nullable [] before; // Euler's step
        private float[] first = new float[0]; // slope there

        Walk(SigmaSteps levels) {
            super(Heun.this.sigma, levels);
        }

        @Override
        public float[] step(int i, float[] output, float[] sample, int samples, Supplier<float[]> noise) {
            double level = levels.sigmas()[i];
            float[] data = sigma.data(level, output, sample);
            bounds.apply(data, samples);
            float[] slope = SigmaNoise.slope(level, data, sample);
            if (before == null || i % 2 == 0) {
                before = sample;
                first = slope;
                return SigmaNoise.alongSlope(level, levels.sigmas()[i + 1], slope, sample);
            }
            for (int k = 0; k < slope.length; k++) {
                slope[k] = (first[k] + slope[k]) / 2;
            }
            float[] out = SigmaNoise.alongSlope(levels.sigmas()[i - 1], level, slope, before);
            before = null;
            return out;
        }

        /** Begins with a step of Euler's. */
        @Override
        public int begin(double strength) {
            int steps = (timesteps().length + 1) / 2;
            return Math.min(timesteps().length, 2 * (steps - Math.min(steps, (int) (steps * strength))));
        }
    }
}
