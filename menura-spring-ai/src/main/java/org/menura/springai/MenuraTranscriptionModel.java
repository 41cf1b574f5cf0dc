package org.menura.springai;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Objects;
import java.util.Optional;
import org.menura.format.audio.AudioFiles;
import org.menura.format.audio.AudioStream;
import org.menura.generate.SpeechRecognizer;
import org.menura.generate.audio.TranscribeOptions;
import org.springframework.ai.audio.transcription.AudioTranscription;
import org.springframework.ai.audio.transcription.AudioTranscriptionOptions;
import org.springframework.ai.audio.transcription.AudioTranscriptionPrompt;
import org.springframework.ai.audio.transcription.AudioTranscriptionResponse;
import org.springframework.ai.audio.transcription.TranscriptionModel;
import org.springframework.core.io.Resource;
import reactor.core.publisher.Flux;
import reactor.core.scheduler.Schedulers;

/**
 * A transcription model in this process:
 *
 * <pre>{@code
 * TranscriptionModel whisper = new MenuraTranscriptionModel(SpeechRecognizer.open(Path.of("whisper-base")));
 * String text = whisper.transcribe(new FileSystemResource("talk.mp3"));
 * }</pre>
 *
 * <p>Takes WAV, FLAC, Ogg Vorbis and MP3 of any length; {@code stream} has the segments as they are heard. Thread-safe.
 */
public final class MenuraTranscriptionModel implements TranscriptionModel {
    private final SpeechRecognizer recognizer;

    /** Creates the model of a recognizer. */
    public MenuraTranscriptionModel(SpeechRecognizer recognizer) {
        this.recognizer = recognizer;
    }

    @Override
    public AudioTranscriptionResponse call(AudioTranscriptionPrompt prompt) {
        TranscribeOptions options = options(prompt);
        try (AudioStream sound = sound(prompt)) {
            return response(recognizer.transcribe(sound, options).text());
        }
    }

    @Override
    public Flux<AudioTranscriptionResponse> stream(AudioTranscriptionPrompt prompt) {
        return Flux.<AudioTranscriptionResponse>create(to -> {
                    TranscribeOptions options = options(prompt);
                    try (AudioStream sound = sound(prompt)) {
                        recognizer.transcribe(sound, options, segment -> to.next(response(segment.text())));
                    }
                    to.complete();
                })
                .subscribeOn(Schedulers.boundedElastic());
    }

    private static AudioTranscriptionResponse response(String text) {
        return new AudioTranscriptionResponse(new AudioTranscription(text));
    }

    private static TranscribeOptions options(AudioTranscriptionPrompt prompt) {
        AudioTranscriptionOptions given = prompt.getOptions();
        MenuraTranscriptionOptions options =
                given instanceof MenuraTranscriptionOptions ours ? ours : MenuraTranscriptionOptions.DEFAULT;
        return TranscribeOptions.DEFAULT
                .withLanguage(Optional.ofNullable(options.language()))
                .withTranslation(options.translate() ? Optional.of(true) : Optional.empty())
                .withPrompt(Objects.requireNonNullElse(options.prompt(), ""));
    }

    private static AudioStream sound(AudioTranscriptionPrompt prompt) {
        Resource resource = prompt.getInstructions();
        try {
            InputStream in = new BufferedInputStream(resource.getInputStream());
            return AudioFiles.open(in, resource.getDescription());
        } catch (IOException e) {
            throw new UncheckedIOException("%s cannot be read".formatted(resource.getDescription()), e);
        }
    }
}
