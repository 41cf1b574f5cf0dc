package org.menura.model.diffusion;

import java.util.function.Supplier;
import org.menura.model.Config;

/**
 * Latent consistency (arXiv 2310.04378): the model says at once where the data lies, and each further step adds fresh noise to
 * that and asks again. For models distilled so, or with a LoRA that makes them such (arXiv 2311.05556), in 1 to 8 steps.
 *
 * @param noise how training added noise
 * @param bounds of what the model may take for data
 * @param original steps of the walk that the model was distilled from, of which some are taken
 * @param scaling of timesteps where the sample's own share is found
 */
record Lcm(NoiseSchedule noise, DataBounds bounds, int original, double scaling) implements DiscreteNoise {
    /** Standard deviation of the data, of which the sample's share is made (arXiv 2303.01469, appendix C). */
    private static final double DATA = 0.5;

    static Lcm of(Config given) {
        // The noise of Stable Diffusion where a config says nothing of it.
        Config c = given.withDefault("beta_schedule", "scaled_linear")
                .withDefault("beta_start", 0.00085)
                .withDefault("beta_end", 0.012);
        DataBounds dynamic = DataBounds.dynamic(c);
        Lcm made = new Lcm(
                NoiseSchedule.of(c),
                dynamic.isNone() ? DataBounds.fixed(c, false) : dynamic,
                c.positive("original_inference_steps", 50),
                c.precise("timestep_scaling", 10));
        if (made.original > made.noise.steps()) {
            throw c.unsupported(
                    "original_inference_steps",
                    "it must be at most the %d timesteps that training had".formatted(made.noise.steps()));
        }
        return made;
    }

    @Override
    public SolverState begin(int steps) {
        if (steps < 1 || steps > original) {
            throw new IllegalArgumentException(
                    "steps must be between 1 and %d, those that the model was distilled from (original_inference_steps), not %d"
                            .formatted(original, steps));
        }
        int stride = noise.steps() / original;
        int[] timesteps = new int[steps];
        for (int i = 0; i < steps; i++) {
            int taken = (int) Math.floor(i * ((double) original / steps));
            timesteps[i] = (original - taken) * stride - 1;
        }
        return new Walk(noise, timesteps) {
            @Override
            public float[] step(int i, float[] output, float[] sample, int samples, Supplier<float[]> fresh) {
                int next = i + 1 < timesteps.length ? timesteps[i + 1] : -1;
                return Lcm.this.step(timesteps[i], next, output, sample, samples, fresh);
            }
        };
    }

    private float[] step(int from, int to, float[] output, float[] sample, int samples, Supplier<float[]> fresh) {
        float a = (float) noise.alphaBar()[from];
        float[] data = prediction().data((float) Math.sqrt(a), (float) Math.sqrt(1 - a), sample, output);
        bounds.apply(data, samples);
        double scaled = from * scaling;
        double whole = scaled * scaled + DATA * DATA;
        float[] denoised = SolverState.mix(scaled / Math.sqrt(whole), data, DATA * DATA / whole, sample);
        if (to < 0) {
            return denoised;
        }
        float next = (float) noise.alphaBar()[to];
        return SolverState.mix((float) Math.sqrt(next), denoised, (float) Math.sqrt(1 - next), fresh.get());
    }
}
