package org.menura.model.diffusion;

import java.util.function.Supplier;
import org.menura.model.Config;

/**
 * Euler's method along straight ways from noise to data, {@code (1 - sigma) · data + sigma · noise} (rectified flow, arXiv
 * 2209.03003; flow matching, arXiv 2210.02747), with levels shifted towards noise (arXiv 2403.03206, section 5.3.2).
 *
 * @param train number of training's timesteps
 * @param shift by how much; 1 for not at all
 * @param terminal the level that the last step begins with, to which all are stretched; 0 for none
 * @param levels how levels between the ends are chosen
 * @param inverted whether the model counts levels from the data
 * @param stochastic whether each step draws its noise anew
 */
record FlowMatchEuler(
        int train, double shift, double terminal, SigmaSteps.Levels levels, boolean inverted, boolean stochastic)
        implements Scheduler {
    static FlowMatchEuler of(Config c) {
        // By a picture's size, which only pipelines of other models ask for; base_shift and its kin are read with it.
        c.refuseUnless("use_dynamic_shifting", "false");
        return new FlowMatchEuler(
                c.positive("num_train_timesteps", 1000),
                c.precise("shift", 1),
                c.precise("shift_terminal", 0),
                SigmaSteps.Levels.of(c),
                c.flag("invert_sigmas", false),
                c.flag("stochastic_sampling", false));
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
        return SigmaSteps.shifted(sigma, shift);
    }

    @Override
    public SolverState begin(int steps) {
        TimestepSpacing.check(steps, train);
        double[] sigmas = new double[steps + 1];
        float[] timesteps = new float[steps];
        double highest = shifted(1);
        double lowest = shifted(1.0 / train);
        double[] even = new double[steps];
        for (int i = 0; i < steps; i++) {
            double t = steps == 1 ? 0 : i / (steps - 1.0);
            // The ends are shifted once for training's levels and then, like all others, for those visited.
            even[i] = shifted(highest + t * (lowest - highest));
        }
        SigmaSteps.stretch(even, terminal);
        double[] chosen = levels == SigmaSteps.Levels.TRAINED ? even : levels.between(even[0], even[steps - 1], steps);
        for (int i = 0; i < steps; i++) {
            sigmas[i] = inverted ? 1 - chosen[i] : chosen[i];
            timesteps[i] = (float) (sigmas[i] * train);
        }
        sigmas[steps] = inverted ? 1 : 0;
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
            public float[] step(int i, float[] output, float[] sample, int samples, Supplier<float[]> noise) {
                double next = sigmas[i + 1];
                if (!stochastic) {
                    return SolverState.mix(1, sample, next - sigmas[i], output);
                }
                float[] data = SolverState.mix(1, sample, -sigmas[i], output);
                return SolverState.mix(1 - next, data, next, noise.get());
            }

            @Override
            public float[] noised(int i, float[] clean, float[] noise) {
                return mixed(clean, noise, sigmas[i]);
            }
        };
    }
}
