package org.menura.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.menura.format.audio.WavWriter;
import org.menura.generate.image.AudioPipeline;
import org.menura.generate.image.AudioRequest;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code menura speak}: sounds of texts. */
@Command(
        name = "speak",
        description = {
            "Makes a sound of a text with a diffusion model of sounds.",
            "Takes a folder of AudioLDM in the layout of diffusers. `menura draw` makes pictures."
        },
        footer = {
            "%nExamples:",
            "  menura speak audioldm-s-full \"rain on a tin roof\" -o rain.wav",
            "  menura speak \"a bird sings\" -m audioldm-s-full --seconds 10 --steps 50 \\",
            "    --seed 7"
        })
final class SpeakCommand implements Callable<Integer> {
    @Mixin
    private Console console = new Console();

    @Mixin
    private ThreadOptions threads = new ThreadOptions();

    @Parameters(
            arity = "1..2",
            paramLabel = "[MODEL] TEXT",
            description = "The model, unless it is named with -m, and what is to be heard.")
    private List<String> words = List.of();

    @Option(
            names = {"-m", "--model"},
            paramLabel = "FOLDER",
            description = "A folder with model_index.json, or org/name of a model that was pulled.")
    private @Nullable String model;

    @Option(
            names = {"-o", "--out"},
            paramLabel = "FILE",
            description = "The WAV file to write (default: the first free one of out.wav, out-2.wav, …).")
    private @Nullable Path out;

    @Option(names = "--negative", paramLabel = "TEXT", description = "What is not to be heard.")
    private String negative = "";

    @Option(names = "--seed", paramLabel = "N", description = "Of the random numbers (default: ${DEFAULT-VALUE}).")
    private long seed;

    @Option(names = "--steps", paramLabel = "N", description = "From noise to sound (default: ${DEFAULT-VALUE}).")
    private int steps = AudioRequest.of("").steps();

    @Option(
            names = "--guidance",
            paramLabel = "X",
            description = "How closely to follow the text; 1 for once per step instead of twice (default:"
                    + " ${DEFAULT-VALUE}).")
    private double guidance = AudioRequest.of("").guidance();

    @Option(names = "--seconds", paramLabel = "X", description = "Its length (default: ${DEFAULT-VALUE}).")
    private double seconds = AudioRequest.of("").seconds();

    @Override
    public Integer call() throws IOException {
        boolean named = model != null;
        if (named == (words.size() == 2)) {
            throw console.wrong(
                    named
                            ? "the model is named twice, as %s and as %s".formatted(words.getFirst(), model)
                            : "which model? menura speak MODEL TEXT");
        }
        AudioRequest request;
        try {
            request = new AudioRequest(words.getLast(), negative, seconds, steps, guidance, seed);
        } catch (IllegalArgumentException e) {
            throw console.wrong(String.valueOf(e.getMessage()));
        }
        String folder = model == null ? words.getFirst() : model;
        AudioPipeline maker = AudioPipeline.open(ModelOptions.find(folder), threads.backend(false));
        float[] sound = made(maker, request);
        int rate = maker.sampleRate();
        Path file = DefaultOutput.write(out, "out.wav", f -> WavWriter.write(f, sound, rate));
        console.wrote(
                file, String.format(Locale.ROOT, "%s: %.2f s at %d Hz", file, (double) sound.length / rate, rate));
        return 0;
    }

    private static float[] made(AudioPipeline maker, AudioRequest request) {
        try (Bar bar = new Bar(request.prompt())) {
            return maker.make(request, (done, of, _) -> bar.stepTo(done, of));
        }
    }
}
