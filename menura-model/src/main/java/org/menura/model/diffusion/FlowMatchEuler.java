package org.menura.model.diffusion;

import java.util.function.Supplier;
import org.menura.model.Config;

/**
 * Euler's method along straight ways from noise to data, {@code (1 - sigma) · data + sigma · noise} (rectified flow, arXiv
 * 2209.03003; flow matching, arXiv 2210.02747), with levels shifted towards noise (arXiv 2403.03206, section 5.3.2).
 *
 * @param train number of training's timesteps
 * @param shift by how much; 1 for not at all
 */
record FlowMatchEuler(int train, double shift) implements Scheduler {
    static FlowMatchEuler of(Config c) {
        c.refuseUnless("use_dynamic_shifting", "false");
        c.refuseUnless("invert_sigmas", "false");
        c.refuseUnless("stochastic_sampling", "false");
        c.refuseUnless("use_karras_sigmas", "false");
        c.refuseUnless("use_exponential_sigmas", "false");
        c.refuseUnless("use_beta_sigmas", "false");
        if (c.has("shift_terminal")) {
            throw c.unsupported("shift_terminal", "supported: null");
        }
        return new FlowMatchEuler(c.positive("num_train_timesteps", 1000), c.precise("shift", 1));
    }

    @Override
    public Prediction prediction() {
        return Prediction.FLOW;
    }

    @Override
    public int trainSteps() {
        return train;
    }

    @Override
    public float[] noised(float[] clean, float[] noise, float timestep) {
        return mixed(clean, noise, (double) timestep / train);
    }

    private static float[] mixed(float[] clean, float[] noise, double sigma) {
        return SolverState.mix(1 - sigma, clean, sigma, noise);
    }

    private double shifted(double sigma) {
        return shift * sigma / (1 + (shift - 1) * sigma);
    }

    @Override
    public SolverState begin(int steps) {
        TimestepSpacing.check(steps, train);
        double[] sigmas = new double[steps + 1];
        float[] timesteps = new float[steps];
        double highest = shifted(1);
        double lowest = shifted(1.0 / train);
        for (int i = 0; i < steps; i++) {
            double t = steps == 1 ? 0 : i / (steps - 1.0);
            // The ends are shifted once for training's levels and then, like all others, for those visited.
            sigmas[i] = shifted(highest + t * (lowest - highest));
            timesteps[i] = (float) (sigmas[i] * train);
        }
        return new SolverState() {
            @Override
            public float[] timesteps() {
                return timesteps;
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
            public float[] step(int i, float[] output, float[] sample, Supplier<float[]> noise) {
                return SolverState.mix(1, sample, sigmas[i + 1] - sigmas[i], output);
            }

            @Override
            public float[] noised(int i, float[] clean, float[] noise) {
                return mixed(clean, noise, sigmas[i]);
            }
        };
    }
}
