package org.menura.generate.image;

import java.util.Arrays;
import org.menura.model.diffusion.Denoiser;
import org.menura.model.layer.FeatureMap;
import org.menura.tensor.Backend;
import org.menura.tensor.Grid;
import org.menura.tensor.Tensor;

/**
 * A denoiser of videos. As frames see nothing but themselves and the first one, a long video takes several passes, each
 * with the first frame and some others, and no more memory than a short one.
 *
 * @param model the denoiser of the frames
 * @param frames of each video; conditions are told once for all of them
 */
record FramePasses(Denoiser model, int frames) implements Denoiser {
    /** Frames of a pass, the first one included. */
    private static final int MOST = 8;

    @Override
    public FeatureMap forward(FeatureMap sample, float[] timesteps, Condition condition, Observer observer) {
        if (frames <= MOST) {
            return model.forward(sample, timesteps, condition.withFrames(frames), observer);
        }
        int videos = sample.grid().count() / frames;
        int area = sample.grid().area();
        int channels = outChannels();
        float[] out = new float[sample.grid().rows() * channels];
        for (int from = 1; from < frames; from += MOST - 1) {
            int[] pictures = pictures(videos, from, Math.min(frames, from + MOST - 1));
            float[] said = pass(sample, timesteps, pictures, condition, observer);
            for (int i = 0; i < pictures.length; i++) {
                System.arraycopy(said, i * area * channels, out, pictures[i] * area * channels, area * channels);
            }
        }
        return sample.with(Tensor.of(out, sample.grid().rows(), channels));
    }

    /** Of each video the first frame and those up to {@code end}. */
    private int[] pictures(int videos, int from, int end) {
        int count = 1 + end - from;
        int[] out = new int[videos * count];
        Arrays.setAll(out, i -> i / count * frames + (i % count == 0 ? 0 : from + i % count - 1));
        return out;
    }

    private float[] pass(FeatureMap sample, float[] timesteps, int[] pictures, Condition condition, Observer observer) {
        Grid all = sample.grid();
        Grid some = new Grid(pictures.length, all.height(), all.width());
        int[] rows = new int[some.rows()];
        Arrays.setAll(rows, r -> pictures[r / all.area()] * all.area() + r % all.area());
        float[] own = new float[pictures.length];
        for (int i = 0; i < own.length; i++) {
            own[i] = timesteps[pictures[i]];
        }
        int videos = all.count() / frames;
        try (Backend.Scope scope = ops().scope()) {
            return model.forward(
                            new FeatureMap(ops().gatherRows(sample.rows(), rows), some),
                            own,
                            condition.withFrames(pictures.length / videos),
                            observer)
                    .rows()
                    .toFloats();
        }
    }

    @Override
    public int channels() {
        return model.channels();
    }

    @Override
    public int outChannels() {
        return model.outChannels();
    }

    @Override
    public int sampleSize() {
        return model.sampleSize();
    }

    @Override
    public Backend ops() {
        return model.ops();
    }
}
