package org.menura.model.diffusion;

import org.menura.model.Config;

/**
 * What the methods share that measure noise levels by lambda, half the logarithm of the signal-to-noise ratio (arXiv
 * 2206.00927).
 *
 * @param noise how training added noise
 * @param spacing which timesteps are visited
 * @param offset of the timesteps
 * @param levels how noise levels are chosen
 * @param rounds whether chosen levels take the nearest whole timesteps, rather than the one below
 * @param shift by how much {@link SigmaSteps.Levels#FLOW} is shifted towards noise; 1 for not at all
 * @param lastTimestep the timestep behind the highest one that may be visited
 * @param last the level behind the last step; NaN for the lowest that there is, of chosen levels the last one again
 * @param lowest the lowest level where levels are chosen; NaN for training's
 * @param highest the highest one, likewise
 */
record LambdaNoise(
        NoiseSchedule noise,
        TimestepSpacing spacing,
        int offset,
        SigmaSteps.Levels levels,
        boolean rounds,
        double shift,
        int lastTimestep,
        double last,
        double lowest,
        double highest) {
    /** Reads what all of them read. */
    static LambdaNoise of(Config c, SigmaSteps.Levels levels, double last) {
        NoiseSchedule noise = NoiseSchedule.dividable(c, Prediction.ofSolver(c));
        return new LambdaNoise(
                noise,
                TimestepSpacing.of(c, "linspace"),
                c.integer("steps_offset", 0),
                levels,
                levels == SigmaSteps.Levels.KARRAS || levels == SigmaSteps.Levels.LAMBDA,
                c.precise("flow_shift", 1),
                noise.steps(),
                last,
                Double.NaN,
                Double.NaN);
    }

    LambdaNoise withRounds(boolean nearest) {
        return new LambdaNoise(noise, spacing, offset, levels, nearest, shift, lastTimestep, last, lowest, highest);
    }

    LambdaNoise withLast(double level) {
        return new LambdaNoise(noise, spacing, offset, levels, rounds, shift, lastTimestep, level, lowest, highest);
    }

    LambdaNoise between(double low, double high) {
        return new LambdaNoise(noise, spacing, offset, levels, rounds, shift, lastTimestep, last, low, high);
    }

    /** Timesteps whose lambda is below a bound are left out. */
    LambdaNoise above(double bound) {
        double[] sigmas = noise.sigmas();
        int t = sigmas.length;
        while (t > 1 && -Math.log(sigmas[t - 1]) < bound) {
            t--;
        }
        return new LambdaNoise(noise, spacing, offset, levels, rounds, shift, t, last, lowest, highest);
    }

    /**
     * Returns what a walk in {@code steps} steps visits.
     *
     * @throws IllegalArgumentException if there are none, or more than training had
     */
    SigmaSteps steps(int steps) {
        TimestepSpacing.check(steps, lastTimestep);
        double[] trained = noise.sigmas();
        return switch (levels) {
            case TRAINED -> SigmaSteps.at(timesteps(steps), trained, Double.isNaN(last) ? trained[0] : last);
            case FLOW -> flow(steps);
            default -> {
                double[] own = chosen(steps);
                double end = Double.isNaN(last) ? (float) own[steps - 1] : last;
                yield SigmaSteps.of(own, trained, end, rounds ? Math::rint : Math::floor);
            }
        };
    }

    /** The chosen levels, from the highest to the lowest one. */
    double[] chosen(int steps) {
        double[] trained = noise.sigmas();
        return levels.between(
                Double.isNaN(highest) ? trained[trained.length - 1] : highest,
                Double.isNaN(lowest) ? trained[0] : lowest,
                steps);
    }

    double shifted(double sigma) {
        return SigmaSteps.shifted(sigma, shift);
    }

    private SigmaSteps flow(int steps) {
        double[] sigmas = new double[steps];
        double[] data = Floats.evenly(1, 1.0 / noise.steps(), steps + 1);
        for (int i = 0; i < steps; i++) {
            sigmas[i] = shifted(1 - data[steps - i]);
        }
        return straight(sigmas);
    }

    /** Levels of a straight way, whose timesteps are in proportion to them. */
    SigmaSteps straight(double[] visited) {
        int steps = visited.length;
        double[] sigmas = new double[steps + 1];
        float[] timesteps = new float[steps];
        for (int i = 0; i < steps; i++) {
            sigmas[i] = visited[i];
            timesteps[i] = (float) Math.floor(visited[i] * noise.steps());
        }
        sigmas[steps] = Double.isNaN(last) ? visited[steps - 1] : last;
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
}
