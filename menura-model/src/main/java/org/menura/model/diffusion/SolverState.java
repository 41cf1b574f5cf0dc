package org.menura.model.diffusion;

import java.util.function.Supplier;

/**
 * A walk from noise to data: step by step, in order, as multistep methods remember what the model said before. Samples
 * may have any layout; every number goes its own way.
 */
public interface SolverState {
    /**
     * Returns the timesteps that the model is given, one for each step. There may be more of them than steps were asked
     * for.
     */
    float[] timesteps();

    /** Returns the scale of the standard normal numbers that the walk begins with. */
    float noiseScale();

    /** Returns the model's input of the sample before step {@code i}. */
    float[] input(int i, float[] sample);

    /**
     * Takes step {@code i}.
     *
     * @param output what the model said
     * @param sample before the step
     * @param samples how many samples of equal length lie one behind the other: methods that bound data by a sample's own
     *     values tell them apart
     * @param noise standard normal numbers, as many as the sample has, for methods that add some
     * @return the sample after the step
     */
    float[] step(int i, float[] output, float[] sample, int samples, Supplier<float[]> noise);

    /** Takes step {@code i} of one sample. */
    default float[] step(int i, float[] output, float[] sample, Supplier<float[]> noise) {
        return step(i, output, sample, 1, noise);
    }

    /** Returns data with as much noise as samples have before step {@code i}: where image-to-image begins. */
    float[] noised(int i, float[] clean, float[] noise);

    /**
     * Returns data with the noise of the step at a timestep, of two such steps the second. Methods of chosen levels
     * tell the model timesteps that stand for other levels than training's, so the timestep alone would not do.
     *
     * @param timestep one of {@link #timesteps}, to some digits; another one means the last step
     */
    default float[] noisedAt(float timestep, float[] clean, float[] noise) {
        float[] all = timesteps();
        float near = Math.max(1, Math.abs(timestep)) * 1e-4f;
        int found = -1;
        for (int i = 0; i < all.length; i++) {
            if (Math.abs(all[i] - timestep) <= near) {
                found = i;
                near = Math.abs(all[i] - timestep);
                if (i + 1 < all.length && all[i + 1] == all[i]) {
                    found = i + 1;
                    break;
                }
            }
        }
        return noised(found < 0 ? all.length - 1 : found, clean, noise);
    }

    /**
     * Returns a sample with the more noise that training's way from data to noise adds to it from before step {@code
     * from} back to before step {@code to}: with shares a of the data and s of the noise there, {@code (a[to] /
     * a[from]) · sample} and noise up to s[to]. That is so for every method here, as all walk among normal numbers
     * around the data.
     *
     * @param to at most {@code from}
     * @param noise standard normal numbers, as many as the sample has
     */
    default float[] renoised(int from, int to, float[] sample, float[] noise) {
        float[] one = {1};
        float[] zero = {0};
        double kept = (double) noised(to, one, zero)[0] / noised(from, one, zero)[0];
        double there = kept * noised(from, zero, one)[0];
        double wanted = noised(to, zero, one)[0];
        return mix(kept, sample, Math.sqrt(Math.max(0, wanted * wanted - there * there)), noise);
    }

    /**
     * Returns the step with which image-to-image begins.
     *
     * @param strength how much of the way is walked, from 0 to 1
     */
    default int begin(double strength) {
        int count = timesteps().length;
        return count - Math.min(count, (int) (count * strength));
    }

    /**
     * Makes this walk one that goes on after steps that another took, for methods that begin with a step of another kind.
     *
     * @return this walk
     */
    default SolverState resumed() {
        return this;
    }

    /**
     * Computes {@code a · x + b · y}.
     *
     * @return a new array
     */
    static float[] mix(double a, float[] x, double b, float[] y) {
        float[] out = new float[x.length];
        for (int k = 0; k < out.length; k++) {
            out[k] = (float) (a * x[k] + b * y[k]);
        }
        return out;
    }
}
