package org.menura.generate.image;

import java.util.function.Supplier;
import org.menura.format.FormatException;
import org.menura.model.diffusion.Denoiser;
import org.menura.model.diffusion.SolverState;
import org.menura.model.layer.FeatureMap;
import org.menura.tensor.Grid;
import org.menura.tensor.Tensor;

/**
 * Walks from noise to the frames of a video with a model of pictures (Text2Video-Zero, arXiv 2303.13439, algorithm 1,
 * without its smoothing of backgrounds): the noise of one picture is taken away to an early level, what is there is moved
 * for each further frame and gets back the noise of a level before, each its own, and all frames go on from there together,
 * attending to the first. That one is the picture that the model draws alone, but where methods remember steps before.
 *
 * @param model of pictures
 * @param told what it is told of the picture, without the prompt before it if there is guidance
 * @param request for the guidance and the seed
 * @param begin begins the same way anew
 */
record VideoWalk(Denoiser model, Denoiser.Condition told, ImageRequest request, Supplier<SolverState> begin) {
    /** Shares of the way that are left where frames go on together, and where they are moved: 48 and 45 of 50 steps. */
    private static final double TOGETHER = 0.96;

    private static final double MOVED = 0.9;

    /**
     * The latents of a video.
     *
     * @param empty a latent of the video's size, whose values do not count
     * @param factor pixels in a latent row's width and height
     * @throws FormatException if there are too few steps
     */
    FeatureMap walk(FeatureMap empty, Motion motion, int factor, Denoising.Progress progress) {
        SolverState alone = begin.get();
        int together = alone.begin(TOGETHER);
        int moved = Math.max(together + 1, alone.begin(MOVED));
        int end = alone.timesteps().length;
        if (moved >= end) {
            throw new FormatException("%d steps are too few for a video; give more".formatted(request.steps()));
        }
        Denoising picture = new Denoising(model, told, request.guidance(), request.seed());
        int count = empty.grid().rows() * empty.channels();
        float[] noise = picture.noise(count);
        FeatureMap start = with(empty, SolverState.mix(alone.noiseScale(), noise, 0, noise));
        Denoising.Correction none = (_, sample) -> sample;
        int all = moved + end - together;
        FeatureMap first = picture.walk(
                alone, 0, together, start, null, none, (done, _, sample) -> progress.done(done, all, sample));
        FeatureMap further = picture.walk(
                alone,
                together,
                moved,
                first,
                null,
                none,
                (done, _, sample) -> progress.done(together + done, all, sample));
        float[] sample = new float[motion.frames() * count];
        System.arraycopy(first.rows().toFloats(), 0, sample, 0, count);
        float[] fresh = picture.frameNoise(sample.length - count);
        for (int k = 1; k < motion.frames(); k++) {
            float[] own = new float[count];
            System.arraycopy(fresh, (k - 1) * count, own, 0, count);
            float[] anew = alone.renoised(moved, together, motion.moved(further, k, factor), own);
            System.arraycopy(anew, 0, sample, k * count, count);
        }
        Denoiser frames = new FramePasses(model, motion.frames());
        return new Denoising(frames, told, request.guidance(), request.seed())
                .walk(
                        begin.get().resumed(),
                        together,
                        end,
                        frames(empty, sample, motion.frames()),
                        null,
                        none,
                        (done, _, now) -> progress.done(moved + done, all, now));
    }

    private static FeatureMap with(FeatureMap like, float[] values) {
        return like.with(Tensor.of(values, like.grid().rows(), like.channels()));
    }

    private static FeatureMap frames(FeatureMap like, float[] values, int count) {
        Grid one = like.grid();
        Grid all = new Grid(count, one.height(), one.width());
        return new FeatureMap(Tensor.of(values, all.rows(), like.channels()), all);
    }
}
