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
 * @param logarithmic whether levels lie at equal ratios between all that training had, one more than there are steps
 * @param continuous whether the model is told a quarter of a level's logarithm instead of a timestep
 * @param lowest the lowest level where levels are chosen; NaN for that of the timesteps
 * @param highest the highest one, likewise
 */
record SigmaNoise(
        NoiseSchedule noise,
        TimestepSpacing spacing,
        int offset,
        SigmaSteps.Levels levels,
        double last,
        boolean logarithmic,
        boolean continuous,
        double lowest,
        double highest) {
    static SigmaNoise of(Config c) {
        c.refuseUnless("thresholding", "false");
        c.refuseUnless("interpolation_type", "linear", "log_linear");
        c.refuseUnless("timestep_type", "discrete", "continuous");
        NoiseSchedule noise = NoiseSchedule.dividable(c);
        return new SigmaNoise(
                noise,
                TimestepSpacing.of(c, "linspace"),
                c.integer("steps_offset", 0),
                SigmaSteps.Levels.of(c),
                SigmaSteps.last(c, noise.sigmas()[0]),
                c.text("interpolation_type", "linear").equals("log_linear"),
                c.text("timestep_type", "discrete").equals("continuous") && noise.prediction() == Prediction.V,
                bound(c, "sigma_min"),
                bound(c, "sigma_max"));
    }

    /** What the ancestral method reads: it walks training's levels down to none. */
    static SigmaNoise plain(Config c) {
        return plain(c, SigmaSteps.Levels.TRAINED);
    }

    /** What methods of higher order read: they may choose levels, which end in none. */
    static SigmaNoise chosen(Config c) {
        return plain(c, SigmaSteps.Levels.of(c));
    }

    private static SigmaNoise plain(Config c, SigmaSteps.Levels levels) {
        c.refuseUnless("thresholding", "false");
        return new SigmaNoise(
                NoiseSchedule.dividable(c),
                TimestepSpacing.of(c, "linspace"),
                c.integer("steps_offset", 0),
                levels,
                0,
                false,
                false,
                Double.NaN,
                Double.NaN);
    }

    static double bound(Config c, String name) {
        return c.has(name) ? c.positiveNumber(name) : Double.NaN;
    }

    SigmaSteps steps(int count) {
        double[] trained = noise.sigmas();
        SigmaSteps plain = SigmaSteps.at(spacing.timesteps(noise.steps(), count, offset), trained, last);
        if (logarithmic) {
            plain = new SigmaSteps(plain.timesteps(), logarithmic(trained, count + 1));
        }
        if (levels != SigmaSteps.Levels.TRAINED) {
            double[] ends = plain.sigmas();
            double from = Double.isNaN(highest) ? ends[0] : highest;
            double to = Double.isNaN(lowest) ? ends[logarithmic ? count : count - 1] : lowest;
            plain = SigmaSteps.of(levels.between(from, to, count), trained, last, t -> t);
        }
        return continuous ? plain.quarterLogarithms() : plain;
    }

    /** The levels at equal ratios, and the last one. */
    private double[] logarithmic(double[] trained, int n) {
        float[] logs =
                Floats.linspace(Floats.log((float) trained[trained.length - 1]), Floats.log((float) trained[0]), n);
        double[] out = new double[n + 1];
        for (int i = 0; i < n; i++) {
            out[i] = (float) Math.exp(logs[i]);
        }
        out[n] = last;
        return out;
    }

    /** Standard deviation of what a walk begins with. */
    float scale(SigmaSteps steps) {
        double most = steps.highest();
        return (float) (spacing == TimestepSpacing.LEADING ? Math.sqrt(most * most + 1) : most);
    }

    static float[] input(double sigma, float[] sample) {
        float level = (float) sigma;
        float deviation = (float) Math.sqrt(level * level + 1);
        float[] out = new float[sample.length];
        for (int k = 0; k < out.length; k++) {
            out[k] = sample[k] / deviation;
        }
        return out;
    }

    float[] noised(float[] clean, float[] fresh, float timestep) {
        return SolverState.mix(1, clean, SigmaSteps.sigmaAt(timestep, noise.sigmas()), fresh);
    }

    /**
     * Goes from level {@code from} to level {@code to} along the slope at the sample, with the reference's roundings, which
     * count where samples of much noise lose it in one step.
     */
    float[] along(double from, double to, float[] output, float[] sample) {
        return alongSlope(from, to, slope(from, data(from, output, sample), sample), sample);
    }

    /** Goes from level {@code from} to level {@code to} along a slope. */
    static float[] alongSlope(double from, double to, float[] slope, float[] sample) {
        float way = (float) to - (float) from;
        float[] out = new float[sample.length];
        for (int k = 0; k < out.length; k++) {
            out[k] = sample[k] + slope[k] * way;
        }
        return out;
    }

    /** What an output says of the data in a sample at a level. */
    float[] data(double sigma, float[] output, float[] sample) {
        float level = (float) sigma;
        float variance = level * level + 1;
        float ofOutput = -level / (float) Math.sqrt(variance);
        float[] out = new float[sample.length];
        for (int k = 0; k < out.length; k++) {
            out[k] = switch (noise.prediction()) {
                case V -> output[k] * ofOutput + sample[k] / variance;
                case SAMPLE -> output[k];
                default -> sample[k] - level * output[k];
            };
        }
        return out;
    }

    /** The slope of the way at a level: the noise that a sample has if these are its data. */
    static float[] slope(double sigma, float[] data, float[] sample) {
        float level = (float) sigma;
        float[] out = new float[sample.length];
        for (int k = 0; k < out.length; k++) {
            out[k] = (sample[k] - data[k]) / level;
        }
        return out;
    }
}
