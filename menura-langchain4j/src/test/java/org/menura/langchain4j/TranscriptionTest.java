package org.menura.langchain4j;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.langchain4j.data.audio.Audio;
import dev.langchain4j.exception.InvalidRequestException;
import dev.langchain4j.exception.UnsupportedFeatureException;
import dev.langchain4j.model.audio.AudioTranscriptionRequest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.menura.generate.SpeechRecognizer;
import org.menura.scripted.UntaughtWhisper;

/** A recording is transcribed, whatever way it comes. */
@Tag("slow")
class TranscriptionTest {
    private static final Path RECORDING = Repository.path("testdata/audio/jfk.flac");
    private static MenuraAudioTranscriptionModel model;

    @BeforeAll
    static void load(@TempDir Path folder) throws IOException {
        model = new MenuraAudioTranscriptionModel(
                SpeechRecognizer.open(UntaughtWhisper.write(folder.resolve("whisper"))));
    }

    @Test
    void bytesBase64AndFilesAreHeardAlike() throws IOException {
        byte[] bytes = Files.readAllBytes(RECORDING);
        String text = model.transcribeToText(Audio.builder().binaryData(bytes).build());
        assertFalse(text.isBlank());
        String base64 = Base64.getEncoder().encodeToString(bytes);
        assertEquals(
                text, model.transcribeToText(Audio.builder().base64Data(base64).build()));
        assertEquals(
                text,
                model.transcribeToText(Audio.builder().url(RECORDING.toUri()).build()));
    }

    @Test
    void theLanguageIsTaken() throws IOException {
        Audio audio = Audio.builder().url(RECORDING.toUri()).build();
        model.transcribe(AudioTranscriptionRequest.builder(audio).language("de").build());
        assertThrows(
                InvalidRequestException.class,
                () -> model.transcribe(
                        AudioTranscriptionRequest.builder(audio).language("tlh").build()));
    }

    @Test
    void aPromptIsTaken() throws IOException {
        Audio audio = Audio.builder().url(RECORDING.toUri()).build();
        assertFalse(model.transcribe(
                        AudioTranscriptionRequest.builder(audio).prompt("w5 w6").build())
                .text()
                .isBlank());
    }

    @Test
    void whatIsNotSupportedIsRefused() {
        Audio audio = Audio.builder().url(RECORDING.toUri()).build();
        assertThrows(
                UnsupportedFeatureException.class,
                () -> model.transcribe(AudioTranscriptionRequest.builder(audio)
                        .temperature(0.5)
                        .build()));
        assertThrows(
                UnsupportedFeatureException.class,
                () -> model.transcribeToText(
                        Audio.builder().url("https://example.org/a.wav").build()));
        assertThrows(
                InvalidRequestException.class,
                () -> model.transcribeToText(
                        Audio.builder().binaryData(new byte[] {1, 2, 3}).build()));
    }
}
