package org.menura.generate.image;

import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.menura.model.diffusion.Denoiser;
import org.menura.model.diffusion.SolverState;
import org.menura.model.layer.FeatureMap;
import org.menura.tensor.Backend;
import org.menura.tensor.Grid;
import org.menura.tensor.Rng;
import org.menura.tensor.Tensor;
import org.menura.tensor.annotation.Extension;

/**
 * Walks from noise to a sample with a denoiser, with classifier-free guidance (arXiv 2207.12598): what the model says
 * without the prompt, and from there {@code guidance} times as far as to what it says with it.
 *
 * <p>Random numbers depend on the seed and the step alone: stream 0 of the seed is what a walk begins with, stream i + 1
 * what step i adds, stream -1 what tells the frames of a video apart.
 */
@Extension
public final class Denoising {
    private static final long FRAMES = -1;

    private final Denoiser model;
    private final Denoiser.Condition condition;
    private final double guidance;
    private final long seed;

    /**
     * Creates a denoising loop.
     *
     * @param condition the condition of the images, or with guidance of the images without the prompt and then of those
     *     with it
     * @param guidance scale of classifier-free guidance; see {@link #guides} for a condition without the first half
     */
    public Denoising(Denoiser model, Denoiser.Condition condition, double guidance, long seed) {
        this.model = model;
        this.condition = condition;
        this.guidance = guidance;
        this.seed = seed;
    }

    /** Returns whether a scale guides: up to 1 the prompt alone is told, as in diffusers. */
    public static boolean guides(double guidance) {
        return guidance > 1;
    }

    /** Changes a sample after step {@code i}. */
    @FunctionalInterface
    public interface Correction {
        float[] apply(int i, float[] sample);
    }

    /** Returns the noise that a denoising loop begins with, before its scale: standard normal numbers. */
    public float[] noise(int count) {
        return noise(0, count);
    }

    /** Returns the noise that is added to frames anew, that of earlier frames first. */
    float[] frameNoise(int count) {
        return noise(FRAMES, count);
    }

    private float[] noise(long stream, int count) {
        Rng rng = new Rng(seed, stream);
        float[] out = new float[count];
        for (int i = 0; i < count; i++) {
            out[i] = (float) rng.nextGaussian();
        }
        return out;
    }

    /**
     * Takes all steps from {@code first} on.
     *
     * @param start the sample before step {@code first}
     * @param beside more channels that the model gets to see; null for none
     * @param after what is changed after each step
     * @param stepped told each step that is done, with the sample at hand in {@link Progress}
     */
    public FeatureMap walk(
            SolverState way, int first, FeatureMap start, @Nullable Tensor beside, Correction after, Progress stepped) {
        return walk(way, first, way.timesteps().length, start, beside, after, stepped);
    }

    /** Takes the steps from {@code first} to before {@code end}; others may follow. */
    FeatureMap walk(
            SolverState way,
            int first,
            int end,
            FeatureMap start,
            @Nullable Tensor beside,
            Correction after,
            Progress stepped) {
        float[] timesteps = way.timesteps();
        float[] sample = start.rows().toFloats();
        for (int i = first; i < end; i++) {
            float[] output = said(way.input(i, sample), start, beside, timesteps[i]);
            long stream = i + 1L;
            int count = sample.length;
            sample = after.apply(i, way.step(i, output, sample, start.grid().count(), () -> noise(stream, count)));
            stepped.done(i + 1 - first, end - first, map(sample, start));
        }
        return map(sample, start);
    }

    /** Told after each step. */
    @FunctionalInterface
    public interface Progress {
        void done(int steps, int of, FeatureMap sample);
    }

    private static FeatureMap map(float[] values, FeatureMap like) {
        return like.with(Tensor.of(values, like.grid().rows(), like.channels()));
    }

    /** What the model says, with guidance. */
    private float[] said(float[] input, FeatureMap like, @Nullable Tensor beside, float timestep) {
        Backend ops = model.ops();
        int copies = guides(guidance) ? 2 : 1;
        Grid one = like.grid();
        Grid all = new Grid(copies * one.count(), one.height(), one.width());
        float[] timesteps = new float[all.count()];
        Arrays.fill(timesteps, timestep);
        try (Backend.Scope scope = ops.scope()) {
            Tensor rows = Tensor.of(input, one.rows(), like.channels());
            Tensor x = beside == null ? rows : ops.concat(List.of(rows, beside));
            int[] twice = new int[all.rows()];
            Arrays.setAll(twice, r -> r % one.rows());
            Tensor given = copies == 1 ? x : ops.gatherRows(x, twice);
            float[] said = model.forward(new FeatureMap(given, all), timesteps, condition)
                    .rows()
                    .toFloats();
            if (copies == 1) {
                return said;
            }
            float[] out = new float[said.length / 2];
            for (int k = 0; k < out.length; k++) {
                out[k] = (float) (said[k] + guidance * (said[out.length + k] - said[k]));
            }
            return out;
        }
    }
}
