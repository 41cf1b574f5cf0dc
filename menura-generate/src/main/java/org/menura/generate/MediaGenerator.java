package org.menura.generate;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.menura.chat.Content;
import org.menura.format.FormatException;
import org.menura.format.hf.HfFolder;
import org.menura.format.image.Image;
import org.menura.generate.image.ImagePipeline;
import org.menura.generate.image.ImageRequest;
import org.menura.generate.image.Motion;
import org.menura.generate.load.LoadedModel;
import org.menura.generate.sample.Sampler;
import org.menura.generate.sample.SamplingParams;
import org.menura.generate.session.Generator;
import org.menura.generate.session.Prompt;
import org.menura.generate.session.Session;
import org.menura.generate.session.TokenSequence;
import org.menura.model.multimodal.OutputModality;
import org.menura.tensor.Tensor;

/**
 * A generator of texts and images: where a model says all signal tokens of its output in order (arXiv 2309.05519), its
 * image pipeline generates an image from their hidden states. Of models that say text alone, it is a {@link Generator}.
 */
public final class MediaGenerator {
    private static final int MOST_TOKENS = 256;

    private final LoadedModel.Decoder bundle;
    private final ImageRequest request;
    private final ImagePipeline.Listener listener;
    private final @Nullable OutputModality output;
    private @Nullable ImagePipeline painter;
    private int drawn;

    /**
     * The generated answer: texts and images in order.
     *
     * @param parts texts and images in order, at least one
     * @param result the texts together, without the time that the image pipeline took
     * @param isBroken whether there are signal tokens without an image, as some of them were missing
     */
    public record Answer(List<Content> parts, Generator.Result result, boolean isBroken) {
        public Answer {
            parts = List.copyOf(parts);
        }
    }

    /** Creates a generator whose images are generated as the model's files say. */
    public MediaGenerator(LoadedModel.Decoder bundle) {
        this(bundle, usual(bundle), (_, _, _) -> {});
    }

    /**
     * Creates a generator.
     *
     * @param request parameters of the images, whose prompt does not count; the second one has the next seed, and so on
     * @param listener gets the denoising steps
     */
    public MediaGenerator(LoadedModel.Decoder bundle, ImageRequest request, ImagePipeline.Listener listener) {
        this.bundle = bundle;
        this.request = request;
        this.listener = listener;
        this.output = bundle.drawing();
    }

    /**
     * Returns the parameters of a model's images: as {@code image} of its {@code generation_config.json} says, {@code
     * num_inference_steps} and {@code guidance_scale}, else as in {@link ImageRequest#of}.
     *
     * @throws FormatException if that makes no sense
     */
    public static ImageRequest usual(LoadedModel.Decoder bundle) {
        HfFolder folder = bundle.source().folder();
        JsonNode config = folder == null ? null : folder.generationConfig();
        ImageRequest usual = ImageRequest.of("");
        if (config == null || !config.path("image").isObject()) {
            return usual;
        }
        JsonNode image = config.path("image");
        try {
            return usual.withSteps(image.path("num_inference_steps").asInt(usual.steps()))
                    .withGuidance(image.path("guidance_scale").asDouble(usual.guidance()));
        } catch (IllegalArgumentException e) {
            throw new FormatException(
                    "%s: generation_config.json: %s".formatted(bundle.source().path(), e.getMessage()), e);
        }
    }

    /**
     * Feeds a prompt to a sequence and continues it; the sequence can go on afterwards.
     *
     * @param sequence a {@link Session}, if the prompt or the answer is more than text
     * @param sampler accepts the prompt and each token
     * @param to gets texts in pieces that never end inside a character or a stop string, and images
     * @throws FormatException if the prompt is more than text and the sequence is no session
     */
    public Answer generate(
            TokenSequence sequence, Prompt prompt, Sampler sampler, Generator.Options options, Consumer<Content> to) {
        return generate(sequence, prompt, sampler, options, to, this::drawn);
    }

    /** Draws what the hidden states of signal tokens mean. */
    @FunctionalInterface
    private interface Drawing {
        Image drawn(OutputModality of, Tensor condition);
    }

    private Answer generate(
            TokenSequence sequence,
            Prompt prompt,
            Sampler sampler,
            Generator.Options options,
            Consumer<Content> to,
            Drawing drawing) {
        Collected collected = new Collected(to);
        TokenSequence listening = output != null && sequence instanceof Session session
                ? new SignalSequence(session, output, c -> collected.picture(() -> drawing.drawn(output, c)))
                : sequence;
        Set<Integer> signals = output == null ? Set.of() : new HashSet<>(output.signals());
        Generator.Result result = new Generator(bundle.text().tokenizer())
                .generate(listening, prompt, sampler, options.withSilent(signals), collected::text);
        Generator.settle(listening, result);
        long said = result.tokens().stream().filter(signals::contains).count();
        return new Answer(
                collected.parts(),
                result.withoutPause(collected.nanos),
                said != (long) collected.pictures * signals.size());
    }

    /**
     * Asks the model for an image and generates it.
     *
     * @param what text of what is to be seen, or the whole request, beginning with the word draw
     * @throws FormatException if the model draws nothing, or its answer has no complete signal
     */
    public Image draw(String what) {
        return asked(what, this::drawn);
    }

    /**
     * Asks the model for an image and generates it as a video.
     *
     * @param what as of {@link #draw(String)}
     * @return the frames
     * @throws FormatException as {@link #draw(String)} does
     */
    public List<Image> draw(String what, Motion motion) {
        List<List<Image>> videos = new ArrayList<>();
        Image _ = asked(what, (of, condition) -> {
            videos.add(painter(of).draw(next(), motion, condition, listener));
            return videos.getLast().getFirst();
        });
        return videos.getFirst();
    }

    /**
     * Returns the side in pixels of the images that the model was trained with.
     *
     * @throws FormatException if the model draws nothing
     */
    public int usualSide() {
        if (output == null) {
            throw new FormatException(bundle.source().path() + " says text alone; it draws nothing");
        }
        return painter(output).usualSide();
    }

    private Image asked(String what, Drawing drawing) {
        if (output == null) {
            throw new FormatException(bundle.source().path() + " says text alone; it draws nothing");
        }
        String text = what.strip();
        boolean whole = text.regionMatches(true, 0, "draw ", 0, 5);
        int[] prompt = bundle.text().request(whole ? text : "Draw " + text + (text.matches(".*[.!?]") ? "" : "."));
        Answer answer = generate(
                new Session(bundle.model()),
                Prompt.of(prompt),
                new Sampler(SamplingParams.greedy()),
                new Generator.Options(MOST_TOKENS, bundle.text().endIds(), List.of(), Generator.NO_LOG_PROBS)
                        .withRules(bundle.text().rules()),
                _ -> {},
                drawing);
        for (Content part : answer.parts()) {
            if (part instanceof Content.Image(Image image)) {
                return image;
            }
        }
        throw new FormatException("%s answered without a complete signal for a picture: %s"
                .formatted(bundle.source().path(), answer.result().text().strip()));
    }

    private Image drawn(OutputModality of, Tensor condition) {
        return painter(of).draw(next(), condition, listener);
    }

    private ImageRequest next() {
        return request.withSeed(request.seed() + drawn++);
    }

    private ImagePipeline painter(OutputModality of) {
        ImagePipeline opened = painter;
        if (opened == null) {
            opened = ImagePipeline.open(
                    bundle.source().path().resolve(of.generator()),
                    bundle.model().ops());
            painter = opened;
        }
        return opened;
    }

    /** Parts as they come. */
    private static final class Collected {
        private final Consumer<Content> to;
        private final List<Content> done = new ArrayList<>();
        private final StringBuilder text = new StringBuilder();
        private int pictures;
        private long nanos;

        Collected(Consumer<Content> to) {
            this.to = to;
        }

        void text(String piece) {
            text.append(piece);
            to.accept(new Content.Text(piece));
        }

        void picture(Supplier<Image> drawing) {
            long start = System.nanoTime();
            Content picture = new Content.Image(drawing.get());
            nanos += System.nanoTime() - start;
            close();
            done.add(picture);
            pictures++;
            to.accept(picture);
        }

        private void close() {
            if (!text.isEmpty()) {
                done.add(new Content.Text(text.toString()));
                text.setLength(0);
            }
        }

        List<Content> parts() {
            close();
            return done.isEmpty() ? List.of(new Content.Text("")) : done;
        }
    }
}
