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
import org.menura.format.json.Json;
import org.menura.generate.SpeechRecognizer;
import org.menura.model.load.ModelFolder;
import org.menura.tensor.cpu.CpuBackend;
import org.menura.tensor.dtype.DType;

/** A recording is transcribed, whatever way it comes. */
@Tag("slow")
class TranscriptionTest {
    private static final Path RECORDING = Repository.path("testdata/audio/jfk.flac");
    private static MenuraAudioTranscriptionModel model;

    @BeforeAll
    static void load(@TempDir Path folder) throws IOException {
        model = new MenuraAudioTranscriptionModel(SpeechRecognizer.open(whisper(folder)));
    }

    /** A small Whisper of forty words that has learned nothing. */
    private static Path whisper(Path folder) throws IOException {
        StringBuilder words = new StringBuilder();
        for (int i = 0; i < 40; i++) {
            words.append("\"w%d\": %d, ".formatted(i, i));
        }
        StringBuilder added = new StringBuilder();
        String[] special = {
            "<|endoftext|>",
            "<|startoftranscript|>",
            "<|en|>",
            "<|de|>",
            "<|transcribe|>",
            "<|translate|>",
            "<|notimestamps|>"
        };
        for (int i = 0; i < special.length; i++) {
            words.append("\"%s\": %d%s".formatted(special[i], 40 + i, i + 1 < special.length ? ", " : ""));
            added.append(
                            "{\"id\": %d, \"content\": \"%s\", \"single_word\": false, \"lstrip\": false, \"rstrip\": false,"
                                    .formatted(40 + i, special[i]))
                    .append(" \"normalized\": false, \"special\": true}")
                    .append(i + 1 < special.length ? ", " : "");
        }
        String config = """
                {"model_type": "whisper", "vocab_size": 148, "num_mel_bins": 16, "d_model": 32, "encoder_layers": 1,
                 "encoder_attention_heads": 2, "encoder_ffn_dim": 48, "decoder_layers": 1, "decoder_attention_heads": 2,
                 "decoder_ffn_dim": 48, "max_source_positions": 100, "max_target_positions": 40,
                 "decoder_start_token_id": 41, "eos_token_id": 40}""";
        Path model = folder.resolve("whisper");
        ModelFolder.initialize(model, Json.parse(config, "config"), "config", 7, DType.F32, new CpuBackend(1));
        Files.writeString(
                model.resolve("tokenizer.json"),
                "{\"version\": \"1.0\", \"added_tokens\": [%s], \"pre_tokenizer\": {\"type\": \"Whitespace\"}, \"model\": {\"type\": \"WordLevel\", \"vocab\": {%s}, \"unk_token\": \"w0\"}}"
                        .formatted(added, words));
        Files.writeString(model.resolve("generation_config.json"), "{\"no_timestamps_token_id\": 46}");
        Files.writeString(
                model.resolve("preprocessor_config.json"),
                "{\"feature_size\": 16, \"sampling_rate\": 16000, \"hop_length\": 160, \"n_fft\": 400, \"chunk_length\": 2}");
        return model;
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
    void whatIsNotSupportedIsRefused() {
        Audio audio = Audio.builder().url(RECORDING.toUri()).build();
        assertThrows(
                UnsupportedFeatureException.class,
                () -> model.transcribe(
                        AudioTranscriptionRequest.builder(audio).prompt("names").build()));
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
