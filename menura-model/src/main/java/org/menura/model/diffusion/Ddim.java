package org.menura.model.diffusion;

import java.util.function.Supplier;
import org.menura.model.Config;

/**
 * Denoising diffusion implicit models (arXiv 2010.02502): steps of any length, with as much fresh noise as {@code eta}
 * says, from none to that of DDPM.
 *
 * @param noise how training added noise
 * @param spacing which timesteps are visited
 * @param offset of the timesteps
 * @param last share of the data behind the last step
 * @param bounds of what the model may take for data
 * @param eta share of fresh noise
 */
public record Ddim(NoiseSchedule noise, TimestepSpacing spacing, int offset, double last, DataBounds bounds, double eta)
        implements DiscreteNoise {
    static Ddim of(Config c) {
        NoiseSchedule noise = NoiseSchedule.of(c);
        return new Ddim(
                noise,
                TimestepSpacing.of(c, "leading"),
                c.integer("steps_offset", 0),
                c.flag("set_alpha_to_one", true) ? 1 : noise.alphaBar()[0],
                DataBounds.of(c),
                0);
    }

    /** Returns a copy with another share of fresh noise (η of the paper). */
    public Ddim withEta(double share) {
        return new Ddim(noise, spacing, offset, last, bounds, share);
    }

    @Override
    public SolverState begin(int steps) {
        int[] timesteps = spacing.whole(noise.steps(), steps, offset);
        int stride = noise.steps() / steps;
        return new Walk(noise, timesteps) {
            @Override
            public float[] step(int i, float[] output, float[] sample, int samples, Supplier<float[]> fresh) {
                return Ddim.this.step(timesteps[i], timesteps[i] - stride, output, sample, samples, fresh);
            }
        };
    }

    /** Equation 12. */
    private float[] step(int from, int to, float[] output, float[] sample, int samples, Supplier<float[]> fresh) {
        float a = (float) noise.alphaBar()[from];
        float next = (float) (to >= 0 ? noise.alphaBar()[to] : last);
        float alpha = (float) Math.sqrt(a);
        float sigma = (float) Math.sqrt(1 - a);
        float deviation = (float) eta * (float) Math.sqrt((1 - next) / (1 - a) * (1 - a / next));
        float direction = (float) Math.sqrt(Math.max(0, 1 - next - deviation * deviation));
        float ofData = (float) Math.sqrt(next);
        float[] drawn = eta > 0 ? fresh.get() : new float[0];
        float[] data = prediction().data(alpha, sigma, sample, output);
        bounds.apply(data, samples);
        float[] out = new float[sample.length];
        for (int k = 0; k < out.length; k++) {
            float epsilon = prediction().noise(alpha, sigma, sample[k], output[k]);
            out[k] = ofData * data[k] + direction * epsilon + (eta > 0 ? deviation * drawn[k] : 0);
        }
        return out;
    }
}
