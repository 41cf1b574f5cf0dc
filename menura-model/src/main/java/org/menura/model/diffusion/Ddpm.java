package org.menura.model.diffusion;

import java.util.function.Supplier;
import org.menura.model.Config;

/**
 * Denoising diffusion probabilistic models (arXiv 2006.11239): each step draws from the posterior given the data that
 * the model has in mind.
 *
 * @param noise how training added noise
 * @param spacing which timesteps are visited
 * @param offset of the timesteps
 * @param bounds of what the model may take for data
 * @param large whether fresh noise has the variance of the way there, rather than the posterior's
 */
record Ddpm(NoiseSchedule noise, TimestepSpacing spacing, int offset, DataBounds bounds, boolean large)
        implements DiscreteNoise {
    private static final float LEAST_VARIANCE = 1e-20f;

    static Ddpm of(Config c) {
        c.refuseUnless("variance_type", "fixed_small", "fixed_small_log", "fixed_large");
        return new Ddpm(
                NoiseSchedule.of(c),
                TimestepSpacing.of(c, "leading"),
                c.integer("steps_offset", 0),
                DataBounds.of(c),
                c.text("variance_type", "fixed_small").equals("fixed_large"));
    }

    @Override
    public SolverState begin(int steps) {
        int[] timesteps = spacing.whole(noise.steps(), steps, offset);
        return new Walk(noise, timesteps) {
            @Override
            public float[] step(int i, float[] output, float[] sample, int samples, Supplier<float[]> fresh) {
                int next = i + 1 < timesteps.length ? timesteps[i + 1] : -1;
                return Ddpm.this.step(timesteps[i], next, output, sample, samples, fresh);
            }
        };
    }

    /** Equations 6 and 7, over the timesteps that are visited. */
    private float[] step(int from, int to, float[] output, float[] sample, int samples, Supplier<float[]> fresh) {
        float a = (float) noise.alphaBar()[from];
        float next = to >= 0 ? (float) noise.alphaBar()[to] : 1;
        float alpha = (float) Math.sqrt(a);
        float sigma = (float) Math.sqrt(1 - a);
        float share = a / next; // of the way between the two
        float ofData = (float) Math.sqrt(next) * (1 - share) / (1 - a);
        float ofSample = (float) Math.sqrt(share) * (1 - next) / (1 - a);
        float variance = large ? 1 - share : Math.max(LEAST_VARIANCE, (1 - next) / (1 - a) * (1 - share));
        float deviation = from > 0 ? (float) Math.sqrt(variance) : 0;
        float[] drawn = from > 0 ? fresh.get() : new float[sample.length];
        float[] data = prediction().data(alpha, sigma, sample, output);
        bounds.apply(data, samples);
        float[] out = new float[sample.length];
        for (int k = 0; k < out.length; k++) {
            out[k] = ofData * data[k] + ofSample * sample[k] + deviation * drawn[k];
        }
        return out;
    }
}
