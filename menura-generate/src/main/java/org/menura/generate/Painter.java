package org.menura.generate;

import java.nio.file.Path;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.menura.format.FormatException;
import org.menura.format.image.Image;
import org.menura.generate.image.ImagePipeline;
import org.menura.generate.image.ImageRequest;
import org.menura.generate.load.LoadedModel;
import org.menura.model.adapter.AdapterSelection;
import org.menura.model.load.DiffusersFolder;

/**
 * A model that draws images of texts: a diffusion pipeline, or a language model that says when an image is to be drawn.
 *
 * <pre>{@code
 * Image fox = Painter.open(Path.of("stable-diffusion-v1-5")).draw(ImageRequest.of("a red fox in the snow"));
 * }</pre>
 *
 * <p>Thread-safe: images are drawn one at a time.
 */
public final class Painter {
    private final @Nullable ImagePipeline pipeline;
    private final LoadedModel.@Nullable Decoder speaker;
    private final String name;
    private final ReentrantLock lock = new ReentrantLock(true);

    private Painter(@Nullable ImagePipeline pipeline, LoadedModel.@Nullable Decoder speaker, String name) {
        this.pipeline = pipeline;
        this.speaker = speaker;
        this.name = name;
    }

    /** Opens a model with the {@linkplain LoadOptions#defaults default options}. */
    public static Painter open(Path model) {
        return open(model, LoadOptions.defaults());
    }

    /**
     * Opens a model.
     *
     * @param model a folder in the layout of diffusers, or of a language model that draws
     * @param options whose adapters, of a model in diffusers' layout, are LoRAs of diffusers or kohya's scripts
     * @throws FormatException if it draws nothing, or is damaged, or an adapter is not one of it
     * @throws IllegalArgumentException if an adapter is to be used that is not there
     */
    public static Painter open(Path model, LoadOptions options) {
        if (DiffusersFolder.is(model)) {
            AdapterSelection chosen = options.use();
            AdapterSelection use =
                    chosen == null ? AdapterSelection.onlyOf(options.adapters().keySet()) : chosen;
            return new Painter(
                    ImagePipeline.open(model, options.ops(), use.among(options.adapters())), null, model.toString());
        }
        if (!options.adapters().isEmpty()) {
            throw new FormatException(
                    model + " is no folder of a diffusion model, which alone is painted with adapters");
        }
        return of(LoadedModel.open(model, options.ops()));
    }

    /**
     * Returns the painter of a language model that is loaded already.
     *
     * @throws FormatException if it draws nothing
     */
    public static Painter of(LanguageModel model) {
        return of(model.loaded());
    }

    private static Painter of(LoadedModel model) {
        if (model instanceof LoadedModel.Decoder decoder && decoder.drawing() != null) {
            return new Painter(null, decoder, model.source().path().toString());
        }
        throw new FormatException(
                "%s draws nothing; name a folder with model_index.json, or a language model that draws"
                        .formatted(model.source().path()));
    }

    /** Returns a request with the numbers of steps and guidance that the model's files name, else the default ones. */
    public ImageRequest request(String prompt) {
        ImageRequest usual = speaker == null ? ImageRequest.of("") : MediaGenerator.usual(speaker);
        return ImageRequest.of(prompt).withSteps(usual.steps()).withGuidance(usual.guidance());
    }

    /**
     * Draws an image.
     *
     * @throws FormatException if the request doesn't fit the model, or the language model said something else
     */
    public Image draw(ImageRequest request) {
        return draw(request, (_, _, _) -> {});
    }

    /** Draws an image; see {@link #draw(ImageRequest)}. */
    public Image draw(ImageRequest request, ImagePipeline.Listener listener) {
        if (pipeline != null) {
            ImagePipeline drawing = pipeline;
            return oneAtATime(() -> drawing.draw(request, listener));
        }
        if (speaker == null || request.mask() != null) {
            throw new FormatException(name + " draws whole images; leave out the mask");
        }
        MediaGenerator generator = new MediaGenerator(speaker, request, listener);
        return oneAtATime(() -> generator.draw(request.prompt()));
    }

    private Image oneAtATime(Supplier<Image> drawing) {
        lock.lock();
        try {
            return drawing.get();
        } finally {
            lock.unlock();
        }
    }
}
