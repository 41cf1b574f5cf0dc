package org.menura.model.diffusion;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.menura.model.Config;

/**
 * The linear multistep method for the probability flow: each step integrates the polynomial through the slopes of up to
 * four steps (Adams and Bashforth's method for levels at any distances).
 */
record Lms(SigmaNoise sigma) implements SigmaMethod {
    private static final int ORDER = 4;

    static Lms of(Config c) {
        return new Lms(SigmaNoise.chosen(c));
    }

    @Override
    public SolverState begin(int steps) {
        return new Walk(sigma.steps(steps));
    }

    private final class Walk extends SigmaTrajectory {
        private final List<float[]> slopes = new ArrayList<>(); // the latest first

        Walk(SigmaSteps levels) {
            super(Lms.this.sigma, levels);
        }

        @Override
        public float[] step(int i, float[] output, float[] sample, int samples, Supplier<float[]> noise) {
            double level = levels.sigmas()[i];
            slopes.addFirst(SigmaNoise.slope(level, sigma.data(level, output, sample), sample));
            if (slopes.size() > ORDER) {
                slopes.removeLast();
            }
            float[] way = new float[sample.length];
            for (int j = 0; j < slopes.size(); j++) {
                float weight = (float) integral(i, j);
                float[] slope = slopes.get(j);
                for (int k = 0; k < way.length; k++) {
                    way[k] += weight * slope[k];
                }
            }
            return SolverState.mix(1, sample, 1, way);
        }

        /**
         * The integral over step {@code i} of the polynomial that is 1 at the level {@code j} steps before and 0 at those of
         * the other slopes: Gauss's two points make it exact, as the degree is 3 at the most.
         */
        private double integral(int i, int j) {
            double from = levels.sigmas()[i];
            double half = (levels.sigmas()[i + 1] - from) / 2;
            double off = half / Math.sqrt(3);
            return half * (at(from + half - off, i, j) + at(from + half + off, i, j));
        }

        private double at(double level, int i, int j) {
            double out = 1;
            for (int other = 0; other < slopes.size(); other++) {
                if (other != j) {
                    double zero = levels.sigmas()[i - other];
                    out *= (level - zero) / (levels.sigmas()[i - j] - zero);
                }
            }
            return out;
        }
    }
}
