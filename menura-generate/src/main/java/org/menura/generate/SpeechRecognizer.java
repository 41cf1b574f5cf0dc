package org.menura.generate;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.menura.format.audio.AudioStream;
import org.menura.generate.audio.Segment;
import org.menura.generate.audio.SpeechBundle;
import org.menura.generate.audio.TranscribeOptions;
import org.menura.generate.audio.Transcriber;
import org.menura.model.VoiceDetector;
import org.menura.model.load.ModelKind;
import org.menura.model.load.ModelSource;
import org.menura.model.load.Models;
import org.menura.tensor.Backend;

/**
 * A model that writes down what is said in audio of any length:
 *
 * <pre>{@code
 * SpeechRecognizer whisper = SpeechRecognizer.open(Path.of("whisper-base"));
 * try (AudioStream talk = AudioFiles.open(Path.of("talk.mp3"))) {
 *     System.out.println(whisper.transcribe(talk, TranscribeOptions.DEFAULT).text());
 * }
 * }</pre>
 *
 * <p>Thread-safe: recordings are transcribed one at a time.
 */
public final class SpeechRecognizer {
    private final SpeechBundle bundle;
    private final VoiceDetector detector;
    private final ReentrantLock lock = new ReentrantLock(true);

    /**
     * A transcript.
     *
     * @param segments in order
     * @param seconds the recording's length
     */
    public record Transcript(List<Segment> segments, double seconds) {
        /** Copies the list. */
        public Transcript {
            segments = List.copyOf(segments);
        }

        /** Returns the texts of all segments, with blanks between them. */
        public String text() {
            return segments.stream().map(s -> s.text().strip()).collect(Collectors.joining(" "));
        }

        /** Returns the code of the language of the first segment; empty if there is none. */
        public String language() {
            return segments.isEmpty() ? "" : segments.getFirst().language();
        }
    }

    private SpeechRecognizer(SpeechBundle bundle, VoiceDetector detector) {
        this.bundle = bundle;
        this.detector = detector;
    }

    /**
     * Opens a model without a voice activity detector, with the {@linkplain LoadOptions#defaults default options}: all
     * that is not digital silence is taken for speech, in windows as long as the model hears at a time.
     */
    public static SpeechRecognizer open(Path model) {
        return open(model, null, LoadOptions.defaults());
    }

    /**
     * Opens a model.
     *
     * @param model folder of a Whisper model
     * @param detector folder or file of Silero VAD's weights, which finds the pauses to cut at; null for none
     * @param options of which an adapter counts
     * @throws org.menura.format.FormatException if a model is damaged, or no such model
     * @throws IllegalArgumentException if there are several adapters
     */
    public static SpeechRecognizer open(Path model, @Nullable Path detector, LoadOptions options) {
        Backend ops = options.ops();
        if (options.adapters().size() > 1) {
            throw new IllegalArgumentException("a model that hears speech takes one adapter, not "
                    + String.join(", ", options.adapters().keySet()));
        }
        SpeechBundle bundle =
                SpeechBundle.open(model, options.adapters().values().stream().findFirst(), ops);
        return new SpeechRecognizer(
                bundle,
                detector == null
                        ? new AlwaysSpeech(bundle.features().rate(), ops)
                        : Models.open(ModelKind.VOICE_DETECTOR, ModelSource.open(detector), ops));
    }

    /** Returns the sample rate that recordings must have. */
    public int rate() {
        return detector.rate();
    }

    /** Transcribes a recording to its end; see {@link #transcribe(AudioStream, TranscribeOptions, Consumer)}. */
    public Transcript transcribe(AudioStream sound, TranscribeOptions options) {
        return transcribe(sound, options, _ -> {});
    }

    /**
     * Transcribes a recording to its end.
     *
     * @param listener gets each segment as soon as it is decoded, in order
     * @throws org.menura.format.FormatException if the recording is damaged, or the model does not know the language
     */
    public Transcript transcribe(AudioStream sound, TranscribeOptions options, Consumer<Segment> listener) {
        List<Segment> segments = new ArrayList<>();
        lock.lock();
        try {
            double seconds = new Transcriber(bundle, detector, options).transcribe(sound, segment -> {
                segments.add(segment);
                listener.accept(segment);
            });
            return new Transcript(segments, seconds);
        } finally {
            lock.unlock();
        }
    }

    /** A detector that does not know: everything may be speech. */
    private record AlwaysSpeech(int rate, Backend ops) implements VoiceDetector {
        private static final int CHUNK = 512;

        private record Nothing() implements Memory {}

        @Override
        public Memory newMemory() {
            return new Nothing();
        }

        @Override
        public float[] listen(float[] sound, Memory memory) {
            float[] out = new float[sound.length / CHUNK];
            Arrays.fill(out, 0.5f);
            return out;
        }

        @Override
        public int chunk() {
            return CHUNK;
        }
    }
}
