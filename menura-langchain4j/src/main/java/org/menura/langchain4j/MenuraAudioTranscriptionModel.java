package org.menura.langchain4j;

import dev.langchain4j.data.audio.Audio;
import dev.langchain4j.exception.UnsupportedFeatureException;
import dev.langchain4j.model.audio.AudioTranscriptionModel;
import dev.langchain4j.model.audio.AudioTranscriptionRequest;
import dev.langchain4j.model.audio.AudioTranscriptionResponse;
import java.util.Objects;
import java.util.Optional;
import org.menura.format.audio.AudioStream;
import org.menura.generate.SpeechRecognizer;
import org.menura.generate.audio.TranscribeOptions;

/**
 * A transcription model in this process:
 *
 * <pre>{@code
 * AudioTranscriptionModel whisper = new MenuraAudioTranscriptionModel(SpeechRecognizer.open(Path.of("whisper-base")));
 * String text = whisper.transcribeToText(Audio.builder().binaryData(wav).build());
 * }</pre>
 *
 * <p>Takes WAV, FLAC, Ogg Vorbis and MP3 of any length. Thread-safe.
 */
public final class MenuraAudioTranscriptionModel implements AudioTranscriptionModel {
    private final SpeechRecognizer recognizer;

    /** Creates the model of a recognizer. */
    public MenuraAudioTranscriptionModel(SpeechRecognizer recognizer) {
        this.recognizer = recognizer;
    }

    @Override
    public AudioTranscriptionResponse transcribe(AudioTranscriptionRequest request) {
        if (request.temperature() != null && request.temperature() != 0) {
            throw new UnsupportedFeatureException(
                    "a temperature is not supported: it rises from 0 by itself where the likeliest words make no sense");
        }
        Audio audio = request.audio();
        TranscribeOptions options = TranscribeOptions.DEFAULT
                .withLanguage(Optional.ofNullable(request.language()))
                .withPrompt(Objects.requireNonNullElse(request.prompt(), ""));
        try (AudioStream sound =
                Media.sound(Media.bytes(audio.url(), audio.base64Data(), audio.binaryData(), "audio"))) {
            return AudioTranscriptionResponse.from(
                    Requests.mapped(() -> recognizer.transcribe(sound, options).text()));
        }
    }
}
