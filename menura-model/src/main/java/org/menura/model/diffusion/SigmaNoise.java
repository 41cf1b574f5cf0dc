package org.menura.model.diffusion;

import org.menura.model.Config;

/**
 * What Euler's methods share: samples are {@code data + sigma · noise} (arXiv 2206.00364), which the model gets to see
 * with variance 1.
 *
 * @param noise how training added noise
 * @param spacing which timesteps are visited
 * @param offset of the timesteps
 * @param levels how noise levels are chosen
 * @param last the level behind the last step
 */
record SigmaNoise(NoiseSchedule noise, TimestepSpacing spacing, int offset, SigmaSteps.Levels levels, double last) {
    static SigmaNoise of(Config c) {
        c.refuseUnless("interpolation_type", "linear");
        c.refuseUnless("timestep_type", "discrete");
        NoiseSchedule noise = NoiseSchedule.dividable(c);
        if (c.has("sigma_min") || c.has("sigma_max")) {
            throw c.unsupported(c.firstOf("sigma_min", "sigma_max"), "supported: null");
        }
        double last = switch (c.text("final_sigmas_type", "zero")) {
            case "zero" -> 0;
            case "sigma_min" -> noise.sigmas()[0];
            default -> throw c.unsupported("final_sigmas_type", "supported: zero, sigma_min");
        };
        return new SigmaNoise(
                noise, TimestepSpacing.of(c, "linspace"), c.integer("steps_offset", 0), SigmaSteps.Levels.of(c), last);
    }

    SigmaSteps steps(int count) {
        double[] trained = noise.sigmas();
        SigmaSteps plain = SigmaSteps.at(spacing.timesteps(noise.steps(), count, offset), trained, last);
        if (levels == SigmaSteps.Levels.TRAINED) {
            return plain;
        }
        double[] own = levels.between(plain.sigmas()[0], plain.sigmas()[count - 1], count);
        return SigmaSteps.of(own, trained, last, false);
    }

    /** Standard deviation of what a walk begins with. */
    float scale(SigmaSteps steps) {
        double most = steps.highest();
        return (float) (spacing == TimestepSpacing.LEADING ? Math.sqrt(most * most + 1) : most);
    }

    static float[] input(double sigma, float[] sample) {
        return SolverState.mix(1 / Math.sqrt(sigma * sigma + 1), sample, 0, sample);
    }

    float[] noised(float[] clean, float[] fresh, float timestep) {
        return SolverState.mix(1, clean, SigmaSteps.sigmaAt(timestep, noise.sigmas()), fresh);
    }

    /** Goes from level {@code from} to level {@code to} along the slope at the sample. */
    float[] along(double from, double to, float[] output, float[] sample) {
        double alpha = 1 / Math.sqrt(from * from + 1);
        float[] out = new float[sample.length];
        for (int k = 0; k < out.length; k++) {
            double data = noise.prediction().data(alpha, from * alpha, sample[k] * alpha, output[k]);
            out[k] = (float) (sample[k] + (sample[k] - data) / from * (to - from));
        }
        return out;
    }
}
