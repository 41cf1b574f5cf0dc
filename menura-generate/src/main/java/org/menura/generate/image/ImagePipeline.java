package org.menura.generate.image;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.menura.format.FormatException;
import org.menura.format.hf.PipelineLora;
import org.menura.format.image.Image;
import org.menura.model.Config;
import org.menura.model.diffusion.Autoencoder;
import org.menura.model.diffusion.Denoiser;
import org.menura.model.diffusion.Scheduler;
import org.menura.model.diffusion.SolverState;
import org.menura.model.layer.FeatureMap;
import org.menura.model.load.DiffusersFolder;
import org.menura.model.load.ModelKind;
import org.menura.model.load.Models;
import org.menura.model.load.PipelineParts;
import org.menura.tensor.Backend;
import org.menura.tensor.Grid;
import org.menura.tensor.Tensor;

/**
 * A text-to-image pipeline by latent diffusion (arXiv 2112.10752): text to image, image to image (arXiv 2108.01073) and
 * inpainting (arXiv 2201.09865), with Stable Diffusion 1, 2 and XL in the layout of diffusers; videos too, as frames
 * that the same model denoises together (arXiv 2303.13439).
 */
public final class ImagePipeline {
    private static final int LARGEST_SIDE = 8192;
    private static final long MOST_VALUES = 1 << 28; // of a video's latents
    private static final String NEEDS_PICTURE = "this model redraws parts of pictures: it needs a picture and a mask";

    private final Backend ops;
    private final TextConditions texts;
    private final Denoiser denoiser;
    private final Autoencoder autoencoder;
    private final Config scheduler;

    /**
     * Creates a pipeline of its parts.
     *
     * @param scheduler a {@code scheduler_config.json}
     * @param source where the parts come from, for messages
     * @throws FormatException if the denoiser does not work on the autoencoder's latents
     */
    public ImagePipeline(
            TextConditions texts, Denoiser denoiser, Autoencoder autoencoder, Config scheduler, String source) {
        this.ops = denoiser.ops();
        this.texts = texts;
        this.denoiser = denoiser;
        this.autoencoder = autoencoder;
        this.scheduler = scheduler;
        if (!draws() && !redraws()) {
            throw new FormatException("%s: the denoiser takes %d channels, but latents have %d"
                    .formatted(source, denoiser.channels(), autoencoder.latentChannels()));
        }
    }

    /**
     * Opens a pipeline in a folder with a {@code model_index.json}.
     *
     * @throws FormatException if it is none of a model that draws pictures of texts
     */
    public static ImagePipeline open(Path folder, Backend ops) {
        return open(folder, ops, Map.of());
    }

    /**
     * Opens a pipeline with low-rank updates (LoRA, arXiv 2106.09685) merged into its weights, which become floats.
     *
     * @param adapters files of diffusers or kohya's scripts, or folders that hold one, and how much of each change is made:
     *     1 for all of it
     * @throws FormatException also if an adapter is damaged, or not one of this model
     */
    public static ImagePipeline open(Path folder, Backend ops, Map<Path, Float> adapters) {
        DiffusersFolder parts = DiffusersFolder.open(folder);
        if (!parts.pipeline().matches("StableDiffusion.*Pipeline")) {
            throw new FormatException(
                    "%s is a %s, which does not draw pictures of texts; StableDiffusionPipeline and its"
                                    .formatted(folder, parts.pipeline())
                            + " kin do");
        }
        PipelineParts adapted = PipelineParts.of(parts, adapters);
        return new ImagePipeline(
                new TextConditions(adapted, ops),
                Models.open(ModelKind.DENOISER, adapted.model(PipelineLora.DENOISER), ops),
                Models.open(ModelKind.AUTOENCODER, parts.model("vae"), ops),
                parts.scheduler(),
                folder.toString());
    }

    /** A listener to the denoising steps. */
    @FunctionalInterface
    public interface Listener {
        /**
         * Reports a denoising step that is done.
         *
         * @param preview decodes what there is so far, which takes about as long as a step
         */
        void stepped(int steps, int of, Supplier<Image> preview);
    }

    private boolean draws() {
        return denoiser.channels() == autoencoder.latentChannels();
    }

    /** Whether the denoiser also sees a mask and what lies around it. */
    private boolean redraws() {
        return denoiser.channels() == 2 * autoencoder.latentChannels() + 1;
    }

    /** Returns whether a prompt is too long for a text encoder, so that its end is cut off. */
    public boolean cuts(String prompt) {
        return texts.cuts(prompt);
    }

    /**
     * Generates an image of a request's prompt.
     *
     * @throws FormatException if the request doesn't fit the model
     */
    public Image draw(ImageRequest request, Listener listener) {
        return draw(request, null, listener);
    }

    /**
     * Generates an image of a condition instead of the request's prompt; its negative prompt is what guidance leads
     * away from.
     *
     * @param condition in the place of the text encoder's output, [rows, width]; null for the prompt
     * @throws FormatException if the request or the condition doesn't fit the model
     */
    public Image draw(ImageRequest request, @Nullable Tensor condition, Listener listener) {
        int width = side(request.width(), "width");
        int height = side(request.height(), "height");
        FeatureMap latent = latent(
                request,
                condition,
                width,
                height,
                (done, of, sample) -> listener.stepped(done, of, () -> Pictures.image(decoded(sample))));
        return Pictures.image(decoded(latent));
    }

    /**
     * Generates the frames of a video.
     *
     * @param request without a picture to begin with
     * @param condition in the place of the text encoder's output, [rows, width]; null for the prompt
     * @param listener previews are of the first frame
     * @return as many pictures as the motion has frames
     * @throws FormatException if the request or the condition doesn't fit the model
     */
    public List<Image> draw(ImageRequest request, Motion motion, @Nullable Tensor condition, Listener listener) {
        if (request.start() != null) {
            throw new FormatException("a video is drawn from noise; leave out the picture to begin with");
        }
        if (redraws()) {
            throw new FormatException(NEEDS_PICTURE);
        }
        int width = side(request.width(), "width");
        int height = side(request.height(), "height");
        int factor = autoencoder.factor();
        Grid grid = new Grid(1, height / factor, width / factor);
        if ((long) motion.frames() * grid.rows() * autoencoder.latentChannels() > MOST_VALUES) {
            throw new FormatException(
                    "%d frames of %d x %d pixels are more than can be held; draw fewer or smaller ones"
                            .formatted(motion.frames(), width, height));
        }
        Scheduler method = method(request);
        FeatureMap latents = new VideoWalk(
                        denoiser,
                        told(request, condition, width, height),
                        request,
                        () -> begun(method, request.steps()))
                .walk(
                        new FeatureMap(Tensor.zeros(grid.rows(), autoencoder.latentChannels()), grid),
                        motion,
                        factor,
                        (done, of, sample) -> listener.stepped(done, of, () -> frame(sample, 0)));
        return IntStream.range(0, motion.frames())
                .mapToObj(k -> frame(latents, k))
                .toList();
    }

    private Image frame(FeatureMap latents, int k) {
        Grid all = latents.grid();
        long area = all.area();
        Tensor rows = latents.rows().rows(k * area, (k + 1) * area);
        return Pictures.image(decoded(new FeatureMap(rows, new Grid(1, all.height(), all.width()))));
    }

    /** Returns the side in pixels of the images that the model was trained with. */
    public int usualSide() {
        return denoiser.sampleSize() * autoencoder.factor();
    }

    private int side(int wanted, String name) {
        int factor = autoencoder.factor();
        int side = wanted == 0 ? usualSide() : wanted;
        if (side % factor != 0 || side < factor || side > LARGEST_SIDE) {
            throw new FormatException(
                    "the %s must be a multiple of %d up to %d, not %d".formatted(name, factor, LARGEST_SIDE, side));
        }
        return side;
    }

    private FeatureMap decoded(FeatureMap latent) {
        return autoencoder.decode(autoencoder.unscaled(latent));
    }

    private Denoiser.Condition told(ImageRequest r, @Nullable Tensor condition, int width, int height) {
        boolean guided = Denoising.guides(r.guidance());
        if (condition != null) {
            if (r.clipSkip() > 0) {
                throw new FormatException("what tells this generator what to draw has no layers to leave out");
            }
            return texts.of(condition, guided ? r.negative() : null);
        }
        return texts.of(
                guided ? List.of(r.negative(), r.prompt()) : List.of(r.prompt()),
                i -> guided && i == 0,
                r.clipSkip(),
                width,
                height);
    }

    private FeatureMap latent(
            ImageRequest r, @Nullable Tensor condition, int width, int height, Denoising.Progress progress) {
        SolverState way = begun(method(r), r.steps());
        Denoising walk = new Denoising(denoiser, told(r, condition, width, height), r.guidance(), r.seed());
        Grid grid = new Grid(1, height / autoencoder.factor(), width / autoencoder.factor());
        int channels = autoencoder.latentChannels();
        float[] noise = walk.noise(grid.rows() * channels);
        FeatureMap start = new FeatureMap(
                Tensor.of(SolverState.mix(way.noiseScale(), noise, 0, noise), grid.rows(), channels), grid);
        Image given = r.start();
        if (given == null) {
            if (redraws()) {
                throw new FormatException(NEEDS_PICTURE);
            }
            return walk.walk(way, 0, start, null, (_, sample) -> sample, progress);
        }
        FeatureMap picture = Pictures.of(given, width, height, autoencoder.channels());
        float[] clean = encoded(picture).rows().toFloats();
        int first = way.begin(r.strength());
        Image mask = r.mask();
        if (first == way.timesteps().length) {
            start = start.with(Tensor.of(clean, grid.rows(), channels));
        } else if (first > 0 || mask == null && !redraws()) {
            // Training's most noise leaves something of a picture, which counts unless a part is drawn anew altogether.
            start = start.with(Tensor.of(way.noised(first, clean, noise), grid.rows(), channels));
        }
        if (mask == null || redraws()) {
            return walk.walk(way, first, start, around(mask, picture), (_, sample) -> sample, progress);
        }
        float[] anew = Pictures.mask(mask, grid, autoencoder.factor());
        int count = way.timesteps().length;
        Denoising.Correction keep =
                (i, sample) -> kept(anew, sample, i + 1 < count ? way.noised(i + 1, clean, noise) : clean);
        return walk.walk(way, first, start, null, keep, progress);
    }

    private Scheduler method(ImageRequest r) {
        return r.scheduler() == null ? Scheduler.of(scheduler) : Scheduler.of(scheduler, r.scheduler());
    }

    private static SolverState begun(Scheduler method, int steps) {
        try {
            return method.begin(steps);
        } catch (IllegalArgumentException e) {
            throw new FormatException(String.valueOf(e.getMessage()), e);
        }
    }

    /** The mean of what the encoder says; its variance is that of rounding. */
    private FeatureMap encoded(FeatureMap picture) {
        return autoencoder.scaled(autoencoder.encode(picture).mean());
    }

    /** Where the mask is black, what was there. */
    private static float[] kept(float[] anew, float[] sample, float[] before) {
        int channels = sample.length / anew.length;
        float[] out = new float[sample.length];
        for (int k = 0; k < out.length; k++) {
            out[k] = anew[k / channels] > 0 ? sample[k] : before[k];
        }
        return out;
    }

    /** What a denoiser that redraws gets to see: the mask, and the picture with grey where it is white. */
    private @Nullable Tensor around(@Nullable Image mask, FeatureMap picture) {
        if (!redraws()) {
            return null;
        }
        Grid large = picture.grid();
        int channels = picture.channels();
        float[] pixels = picture.rows().toFloats();
        float[] anew = mask == null ? Pictures.ones(large.area()) : Pictures.mask(mask, large, 1);
        for (int k = 0; k < pixels.length; k++) {
            pixels[k] = anew[k / channels] > 0 ? 0 : pixels[k];
        }
        FeatureMap rest = encoded(picture.with(Tensor.of(pixels, large.rows(), channels)));
        Grid small = rest.grid();
        float[] where = mask == null ? Pictures.ones(small.area()) : Pictures.mask(mask, small, autoencoder.factor());
        return ops.concat(List.of(Tensor.of(where, small.rows(), 1), rest.rows()));
    }
}
