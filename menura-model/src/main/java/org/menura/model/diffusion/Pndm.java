package org.menura.model.diffusion;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.menura.model.Config;

/**
 * Pseudo numerical methods for diffusion models (arXiv 2202.09778): linear multistep (PLMS), which begins with three
 * Runge-Kutta steps (PRK), or with a step that is taken twice.
 *
 * @param noise how training added noise
 * @param spacing which timesteps are visited
 * @param offset of the timesteps
 * @param last share of the data behind the last step
 * @param plmsOnly whether there are no Runge-Kutta steps
 */
record Pndm(NoiseSchedule noise, TimestepSpacing spacing, int offset, double last, boolean plmsOnly)
        implements DiscreteNoise {
    private static final int ORDER = 4;

    static Pndm of(Config c) {
        c.refuseUnless("thresholding", "false");
        NoiseSchedule noise = NoiseSchedule.of(c);
        if (noise.prediction() == Prediction.SAMPLE) {
            throw c.unsupported("prediction_type", "supported with PNDM: epsilon, v_prediction");
        }
        return new Pndm(
                noise,
                TimestepSpacing.of(c, "leading"),
                c.integer("steps_offset", 0),
                c.flag("set_alpha_to_one", false) ? 1 : noise.alphaBar()[0],
                c.flag("skip_prk_steps", false));
    }

    @Override
    public SolverState begin(int steps) {
        int[] visited = spacing.whole(noise.steps(), steps, offset);
        if (!plmsOnly && steps < ORDER) {
            throw new IllegalArgumentException(
                    "steps must be at least %d for Runge-Kutta steps, not %d".formatted(ORDER, steps));
        }
        return new PndmWalk(visited, noise.steps() / steps);
    }

    /** The second timestep twice: first to see where a plain step would lead. */
    private static int[] plms(int[] visited) {
        int n = visited.length;
        return n == 1
                ? visited
                : IntStream.range(0, n + 1).map(i -> visited[i < 2 ? i : i - 1]).toArray();
    }

    /** Each of the first timesteps, the middle to the next one twice, and the next one. */
    private static int[] middles(int[] visited, int stride) {
        List<Integer> out = new ArrayList<>();
        for (int i = 0; i + 1 < ORDER; i++) {
            int middle = visited[i + 1] + stride / 2;
            out.addAll(List.of(visited[i], middle, middle, visited[i + 1]));
        }
        return out.stream().mapToInt(Integer::intValue).toArray();
    }

    private final class PndmWalk extends Walk {
        private final int steps; // that were asked for
        private final int stride;
        /** How many of them are Runge-Kutta's. */
        private final int first;

        private final List<float[]> outputs = new ArrayList<>(); // the latest last
        private float @Nullable [] before;
        private float[] sum = new float[0];
        private int taken;
        private boolean resumed;

        PndmWalk(int[] visited, int stride) {
            super(
                    noise,
                    plmsOnly
                            ? plms(visited)
                            : IntStream.concat(
                                            IntStream.of(middles(visited, stride)),
                                            IntStream.of(visited).skip(ORDER - 1))
                                    .toArray());
            this.steps = visited.length;
            this.stride = stride;
            this.first = plmsOnly ? 0 : ORDER * (ORDER - 1);
        }

        @Override
        public float[] step(int i, float[] output, float[] sample, int samples, Supplier<float[]> fresh) {
            float[] out = i < first ? rungeKutta(i, output, sample) : linear(i, output, sample);
            taken++;
            return out;
        }

        @Override
        public SolverState resumed() {
            resumed = true;
            return this;
        }

        @Override
        public int begin(double strength) {
            if (plmsOnly) {
                return steps - Math.min(steps, (int) (steps * strength));
            }
            int start = super.begin(strength);
            return start == 0 ? 0 : Math.max(start, first); // Runge-Kutta steps are taken all or none
        }

        private float[] rungeKutta(int i, float[] output, float[] sample) {
            int phase = i % ORDER;
            int from = timesteps[i - phase];
            if (phase == 0) {
                outputs.add(output);
                before = sample;
                sum = new float[sample.length];
            }
            float weight = phase == 0 || phase == 3 ? 1 / 6f : 1 / 3f;
            for (int k = 0; k < sum.length; k++) {
                sum[k] += weight * output[k];
            }
            int to = timesteps[i] - (phase % 2 == 0 ? stride / 2 : 0);
            return transfer(before == null ? sample : before, from, to, phase == 3 ? sum : output);
        }

        private float[] linear(int i, float[] output, float[] sample) {
            if (plmsOnly && taken == 1 && !resumed) {
                // Back to the first sample, now that the slope at both ends is known. The reference also does so where
                // a walk begins with a picture, and from there on is a step ahead of its samples.
                float[] mean = SolverState.mix(0.5, output, 0.5, outputs.getLast());
                return transfer(before == null ? sample : before, timesteps[i] + stride, timesteps[i], mean);
            }
            outputs.add(output);
            if (outputs.size() > ORDER) {
                outputs.removeFirst();
            }
            before = sample;
            return transfer(sample, timesteps[i], timesteps[i] - stride, extrapolated());
        }

        /** Adams and Bashforth's combination of the last slopes, equation 9. */
        private float[] extrapolated() {
            int known = outputs.size();
            float[] e0 = outputs.getLast();
            float[] e1 = outputs.get(Math.max(0, known - 2));
            float[] e2 = outputs.get(Math.max(0, known - 3));
            float[] e3 = outputs.getFirst();
            float[] out = new float[e0.length];
            for (int k = 0; k < out.length; k++) {
                out[k] = switch (known) {
                    case 1 -> e0[k];
                    case 2 -> (3 * e0[k] - e1[k]) / 2;
                    case 3 -> (23 * e0[k] - 16 * e1[k] + 5 * e2[k]) / 12;
                    default -> 1 / 24f * (55 * e0[k] - 59 * e1[k] + 37 * e2[k] - 9 * e3[k]);
                };
            }
            return out;
        }

        /** Equation 11. */
        private float[] transfer(float[] sample, int from, int to, float[] output) {
            float a = (float) noise.alphaBar()[Math.min(from, noise.steps() - 1)];
            float next = (float) (to >= 0 ? noise.alphaBar()[to] : last);
            float alpha = (float) Math.sqrt(a);
            float sigma = (float) Math.sqrt(1 - a);
            float ofSample = (float) Math.sqrt(next / a);
            float denominator = a * (float) Math.sqrt(1 - next) + (float) Math.sqrt(a * (1 - a) * next);
            float[] out = new float[sample.length];
            for (int k = 0; k < out.length; k++) {
                float epsilon = prediction().noise(alpha, sigma, sample[k], output[k]);
                out[k] = ofSample * sample[k] - (next - a) * epsilon / denominator;
            }
            return out;
        }
    }
}
