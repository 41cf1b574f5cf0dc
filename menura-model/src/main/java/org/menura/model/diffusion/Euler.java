package org.menura.model.diffusion;

import java.util.function.Supplier;
import org.menura.model.Config;

/** Euler's method for the probability flow (arXiv 2206.00364, algorithm 1 without the second order). */
record Euler(SigmaNoise sigma) implements SigmaMethod {
    static Euler of(Config c) {
        return new Euler(SigmaNoise.of(c));
    }

    @Override
    public SolverState begin(int steps) {
        return new SigmaTrajectory(sigma, steps) {
            @Override
            public float[] step(int i, float[] output, float[] sample, int samples, Supplier<float[]> noise) {
                return sigma.along(levels.sigmas()[i], levels.sigmas()[i + 1], output, sample);
            }
        };
    }
}
