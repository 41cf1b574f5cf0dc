package org.menura.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.channels.Channels;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.menura.format.OutputFile;
import org.menura.format.audio.AudioFiles;
import org.menura.format.audio.AudioStream;
import org.menura.generate.audio.Listening;
import org.menura.generate.audio.SpeechBundle;
import org.menura.generate.audio.TranscribeOptions;
import org.menura.generate.audio.Transcriber;
import org.menura.generate.audio.TranscriptFormat;
import org.menura.model.VoiceDetector;
import org.menura.model.load.ModelKind;
import org.menura.model.load.ModelSource;
import org.menura.model.load.Models;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code menura transcribe}: what is said in a recording, and when. */
@Command(
        name = "transcribe",
        description = "Writes down what is said in a recording of any length.",
        footer = {
            "%nExamples:",
            "  menura transcribe talk.mp3 -m openai/whisper-base",
            "  menura transcribe film.flac -m whisper-small --format srt -o film.srt \\",
            "    --language de --prompt \"Meyrink, Athanasius Pernath\"",
            "  menura transcribe rede.wav -m whisper-small --translate --beams 5"
        })
final class TranscribeCommand implements Callable<Integer> {
    @Mixin
    private Console console = new Console();

    @Mixin
    private ThreadOptions threads = new ThreadOptions();

    @Parameters(paramLabel = "FILE", description = "The recording: WAV, FLAC, Ogg Vorbis or MP3.")
    private @Nullable Path file;

    @Option(
            names = {"-m", "--model"},
            required = true,
            paramLabel = "MODEL",
            description = "A Hugging Face folder of a Whisper model, or org/name of one that was pulled.")
    private @Nullable String model;

    @Option(names = "--adapter", paramLabel = "DIR", description = "The folder of a PEFT (LoRA) adapter.")
    private @Nullable Path adapter;

    @Option(
            names = {"-f", "--format"},
            paramLabel = "FORMAT",
            defaultValue = "txt",
            description = "${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}).")
    private TranscriptFormat format = TranscriptFormat.TXT;

    @Option(
            names = {"-o", "--output"},
            paramLabel = "FILE",
            description = "Where to write it (default: the standard output, as it is heard).")
    private @Nullable Path output;

    @Option(
            names = {"-l", "--language"},
            paramLabel = "CODE",
            description =
                    "The language that is spoken, such as en (default: what the model's files say, or the model finds out).")
    private @Nullable String language;

    @Option(
            names = "--prompt",
            paramLabel = "TEXT",
            description = "What the model takes for what was said before, such as names as they are spelt.")
    private String prompt = "";

    @Option(names = "--translate", description = "Write it in English.")
    private boolean translate;

    @Option(
            names = "--no-translate",
            description = "Write it in its own language, also where the model's files say to translate.")
    private boolean transcribe;

    @Option(
            names = "--no-timestamps",
            description = "Let the model write no times; those of the stretches that it hears remain.")
    private boolean withoutTimes;

    @Option(
            names = "--word-timestamps",
            description = "Tell when each word is spoken: json lists them, in subtitles each is one of its own.")
    private boolean words;

    @Option(
            names = {"--beams", "--beam-size"},
            paramLabel = "N",
            defaultValue = "1",
            description = "Beam search with N beams: the likeliest text of each window (default: ${DEFAULT-VALUE}).")
    private int beams;

    @Option(
            names = "--seed",
            paramLabel = "N",
            defaultValue = "0",
            description = "For draws where the likeliest words make no sense (default: ${DEFAULT-VALUE}).")
    private long seed;

    @Option(
            names = "--vad",
            paramLabel = "MODEL",
            description =
                    "A folder or file of Silero VAD's weights, which finds the speech (default: Menura's own copy).")
    private @Nullable String vad;

    @Override
    public Integer call() throws IOException {
        if (beams < 1) {
            throw console.wrong("--beams must be at least 1, not " + beams);
        }
        try (AudioStream sound = AudioFiles.open(Objects.requireNonNull(file))) {
            Path folder = ModelOptions.find(Objects.requireNonNull(model));
            VoiceDetector detector = Models.open(
                    ModelKind.VOICE_DETECTOR,
                    ModelSource.open(vad == null ? DefaultModel.voiceDetector() : ModelOptions.find(vad)),
                    threads.besideBackend());
            try (Listening listening = Listening.to(sound, detector)) {
                write(listening, SpeechBundle.open(folder, Optional.ofNullable(adapter), threads.briefBackend(false)));
            }
            if (sound.missing() > 0) {
                console.note("warning: %s is cut off; the last %.2f seconds of what it should hold are missing"
                        .formatted(file, (double) sound.missing() / sound.rate()));
            }
            return 0;
        }
    }

    private Optional<Boolean> task() {
        return translate || transcribe ? Optional.of(translate) : Optional.empty();
    }

    private void write(Listening sound, SpeechBundle bundle) throws IOException {
        if (output == null) {
            write(sound, bundle, console.out());
        } else {
            OutputFile.write(output, channel -> {
                PrintWriter out = new PrintWriter(Channels.newWriter(channel, StandardCharsets.UTF_8));
                write(sound, bundle, out);
                if (out.checkError()) {
                    throw new IOException("cannot write " + output);
                }
            });
        }
    }

    private void write(Listening sound, SpeechBundle bundle, PrintWriter out) {
        TranscribeOptions options =
                new TranscribeOptions(Optional.ofNullable(language), task(), !withoutTimes, seed, prompt, words, beams);
        TranscriptFormat.Writer writer = format.to(out);
        writer.finish(Transcriber.transcribe(sound, bundle, options, writer::add));
    }
}
