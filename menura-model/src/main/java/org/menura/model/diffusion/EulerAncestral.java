package org.menura.model.diffusion;

import java.util.function.Supplier;
import org.menura.model.Config;

/**
 * Euler's method that goes further down than the next level and adds fresh noise up to it, as much as DDPM (arXiv
 * 2006.11239) does.
 */
record EulerAncestral(SigmaNoise sigma) implements SigmaMethod {
    static EulerAncestral of(Config c) {
        EulerAncestral made = new EulerAncestral(SigmaNoise.plain(c));
        if (made.prediction() == Prediction.SAMPLE) {
            throw c.unsupported("prediction_type", "supported with this scheduler: epsilon, v_prediction");
        }
        return made;
    }

    @Override
    public SolverState begin(int steps) {
        return new SigmaTrajectory(sigma, steps) {
            @Override
            public float[] step(int i, float[] output, float[] sample, int samples, Supplier<float[]> noise) {
                float from = (float) levels.sigmas()[i];
                float to = (float) levels.sigmas()[i + 1];
                float up = (float) Math.sqrt(to * to * (from * from - to * to) / (from * from));
                float down = (float) Math.sqrt(to * to - up * up);
                return SolverState.mix(1, sigma.along(from, down, output, sample), up, noise.get());
            }
        };
    }
}
