package org.menura.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.BiFunction;
import java.util.function.Supplier;
import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;
import org.jspecify.annotations.Nullable;
import org.menura.format.FormatException;
import org.menura.format.image.Image;
import org.menura.format.image.ImageFiles;
import org.menura.generate.MediaGenerator;
import org.menura.generate.image.ImagePipeline;
import org.menura.generate.image.ImageRequest;
import org.menura.generate.image.Motion;
import org.menura.generate.load.LoadedModel;
import org.menura.model.load.DiffusersFolder;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code menura draw}: pictures of texts. */
@Command(
        name = "draw",
        description = {
            "Draws a picture of a text, or a video.",
            "Takes a diffusion model, a folder in the layout of diffusers, or a language model that draws: that one is asked for the"
                    + " picture.",
            "With --image, begins with a picture; with --mask, draws anew only where that is white.",
            "With --frames, draws a video whose content moves as --motion says."
        },
        footer = {
            "%nExamples:",
            "  menura draw \"a red fox in the snow\" -m stable-diffusion-v1-5 -o fox.png",
            "  menura draw \"a castle\" -m sdxl-base --size 768x512 --steps 25 \\",
            "    --scheduler dpm++ --seed 7",
            "  menura draw \"a fox\" -m sd-v1-5 --adapter ink=ink.safetensors --use ink=0.7",
            "  menura draw my-omni \"a red heart\" -o heart.png",
            "  menura draw my-omni \"a red heart\" --frames 8 --motion 4,0 -o heart.gif",
            "  menura draw \"the same in oil\" -m stable-diffusion-v1-5 --image fox.png \\",
            "    --strength 0.6"
        })
final class DrawCommand implements Callable<Integer> {
    private static final int BAR_WIDTH = 79;

    @Mixin
    private Console console = new Console();

    @Mixin
    private ThreadOptions threads = new ThreadOptions();

    @Parameters(
            arity = "1..2",
            paramLabel = "[MODEL] PROMPT",
            hideParamSyntax = true,
            description = "What is to be seen; before it perhaps the model.")
    private List<String> words = List.of();

    @Option(
            names = {"-m", "--model"},
            paramLabel = "MODEL",
            description =
                    "A folder with model_index.json or of a language model that draws, or org/name of a model that"
                            + " was pulled (default: the one that comes with Menura).")
    private @Nullable String model;

    @Option(
            names = {"-o", "--out"},
            paramLabel = "FILE",
            description =
                    "The PNG file to write, or with --frames the GIF file (default: the first free one of out.png,"
                            + " out-2.png, …).")
    private @Nullable Path out;

    @Option(names = "--negative", paramLabel = "TEXT", description = "What is not to be seen.")
    private String negative = "";

    @Option(names = "--seed", paramLabel = "N", description = "Of the random numbers (default: ${DEFAULT-VALUE}).")
    private long seed;

    @Option(
            names = "--steps",
            paramLabel = "N",
            description = "From noise to picture (default: what the model says, or 30).")
    private @Nullable Integer steps;

    @Option(
            names = "--guidance",
            paramLabel = "X",
            description = "How closely to follow the prompt; 1 for once per step instead of twice (default: what the"
                    + " model says, or 7.5).")
    private @Nullable Double guidance;

    @Option(
            names = "--size",
            paramLabel = "WxH",
            description = "Width and height in pixels (default: what the model was trained with).")
    private @Nullable String size;

    @Option(
            names = "--scheduler",
            paramLabel = "NAME",
            description = "dpm++, unipc, euler, euler-a, heun, ddim, deis, lms, pndm, ddpm, lcm or flow (default: the"
                    + " model's own).")
    private @Nullable String scheduler;

    @Option(
            names = "--clip-skip",
            paramLabel = "N",
            description = "Last layers of the text encoder that the prompt does not go through (default:"
                    + " ${DEFAULT-VALUE}).")
    private int clipSkip;

    @Option(names = "--image", paramLabel = "FILE", description = "A picture to begin with.")
    private @Nullable Path image;

    @Option(
            names = "--strength",
            paramLabel = "X",
            description = "How much of it is drawn anew, above 0 to 1 (default: 0.8).")
    private @Nullable Double strength;

    @Option(names = "--mask", paramLabel = "FILE", description = "White where --image is to be drawn anew.")
    private @Nullable Path mask;

    @Option(
            names = "--preview",
            paramLabel = "N",
            description = "Write what there is after every N steps to the same file.")
    private @Nullable Integer preview;

    @Mixin
    private PictureAdapterOptions adapters = new PictureAdapterOptions();

    private @Nullable Path written;

    @Mixin
    private VideoOptions video = new VideoOptions();

    @Override
    public Integer call() throws IOException {
        ImageRequest request = request(ImageRequest.of(words.getLast()));
        Motion motion = video.motion(console);
        if (motion == null) {
            Image drawn =
                    drawn(request, (painter, shown) -> painter.draw(request, shown::stepped), MediaGenerator::draw);
            Path file = write(drawn);
            console.wrote(file, "%s: %d × %d".formatted(file, drawn.width(), drawn.height()));
            return 0;
        }
        if (image != null || preview != null) {
            throw console.wrong("--frames goes without --image, --mask and --preview");
        }
        video.check(out, console);
        List<Image> frames = drawn(
                request,
                (painter, shown) -> painter.draw(request, motion, null, shown::stepped),
                (generator, prompt) -> generator.draw(prompt, motion));
        video.write(frames, out, console);
        return 0;
    }

    /** Writes a picture: the previews and the last one to the same file. */
    private Path write(Image picture) throws IOException {
        Path file =
                DefaultOutput.write(written == null ? out : written, "out.png", f -> ImageFiles.writePng(picture, f));
        written = file;
        return file;
    }

    /** What a model of pictures draws, or a language model that is asked. */
    private <T> T drawn(
            ImageRequest request,
            BiFunction<ImagePipeline, Steps, T> paint,
            BiFunction<MediaGenerator, String, T> ask) {
        Path folder = folder();
        try (Steps shown = new Steps(request.prompt())) {
            return DiffusersFolder.is(folder)
                    ? paint.apply(painter(folder, request), shown)
                    : ask.apply(generator(folder, shown), request.prompt());
        }
    }

    private Path folder() {
        if (words.size() > 1 && model != null) {
            throw console.wrong("the model is named twice, as %s and as %s".formatted(words.getFirst(), model));
        }
        String name = words.size() > 1 ? words.getFirst() : model;
        if (name == null && !DefaultModel.isOmni()) {
            throw console.wrong("which model? name a folder of one that draws");
        }
        return name == null ? DefaultModel.path() : ModelOptions.find(name);
    }

    private ImagePipeline painter(Path folder, ImageRequest request) {
        ImagePipeline painter = ImagePipeline.open(folder, threads.backend(false), adapters.shares());
        if (painter.cuts(request.prompt())) {
            console.note("the prompt is longer than the model reads; its end is left out");
        }
        return painter;
    }

    private MediaGenerator generator(Path folder, Steps shown) {
        if (!adapters.shares().isEmpty()) {
            throw console.wrong("--adapter is for diffusion models, and %s is none".formatted(folder));
        }
        if (!(LoadedModel.open(folder, threads.backend(false)) instanceof LoadedModel.Decoder bundle)) {
            throw new FormatException(folder
                    + " draws nothing; a folder with model_index.json does, or a language model" + " with outputs");
        }
        return new MediaGenerator(bundle, request(MediaGenerator.usual(bundle)), shown::stepped);
    }

    private ImageRequest request(ImageRequest base) {
        if (mask != null && image == null) {
            throw console.wrong("--mask says where --image is to be drawn anew: give both");
        }
        if (strength != null && image == null) {
            throw console.wrong("--strength says how much of --image is drawn anew: give both");
        }
        if (preview != null && preview < 1) {
            throw console.wrong("--preview must be at least 1, not " + preview);
        }
        try {
            ImageRequest request = base.withNegative(negative)
                    .withSeed(seed)
                    .withSteps(steps == null ? base.steps() : steps)
                    .withGuidance(guidance == null ? base.guidance() : guidance)
                    .withScheduler(scheduler)
                    .withClipSkip(clipSkip);
            if (size != null) {
                request = sized(request, size);
            }
            if (image != null) {
                request = request.withStart(ImageFiles.read(image), strength == null ? request.strength() : strength);
            }
            return mask == null ? request : request.withMask(ImageFiles.read(mask));
        } catch (IllegalArgumentException e) {
            throw console.wrong(String.valueOf(e.getMessage()));
        }
    }

    private ImageRequest sized(ImageRequest request, String given) {
        String[] sides = given.split("x", -1);
        try {
            int width = Integer.parseInt(sides[0]);
            int height = Integer.parseInt(sides[sides.length - 1]);
            if (sides.length > 2 || width < 1 || height < 1) {
                throw console.wrong("--size wants a width and a height such as 512x768, not " + given);
            }
            return request.withSize(width, height);
        } catch (NumberFormatException _) {
            throw console.wrong("--size wants a width and a height such as 512x768, not " + given);
        }
    }

    /** A bar over the steps, on terminals. */
    private final class Steps implements AutoCloseable {
        private final String name;
        private @Nullable ProgressBar bar;

        Steps(String name) {
            this.name = name.length() > 24 ? name.substring(0, 23) + "…" : name;
        }

        void stepped(int done, int of, Supplier<Image> picture) {
            if (bar == null && PullProgress.isTerminal()) {
                bar = new ProgressBarBuilder()
                        .setTaskName(name)
                        .setInitialMax(of)
                        .setStyle(ProgressBarStyle.ASCII)
                        .setUpdateIntervalMillis(200)
                        .setConsumer(new ConsoleProgressBarConsumer(System.err, BAR_WIDTH))
                        .build();
            }
            if (bar != null) {
                bar.stepTo(done);
            }
            if (preview != null && done % preview == 0 && done < of) {
                try {
                    Path _ = write(picture.get());
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            }
        }

        @Override
        public void close() {
            if (bar != null) {
                bar.close();
            }
        }
    }
}
