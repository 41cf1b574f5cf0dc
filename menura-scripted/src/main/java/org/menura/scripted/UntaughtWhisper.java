package org.menura.scripted;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.menura.format.json.Json;
import org.menura.model.load.ModelFolder;
import org.menura.tensor.cpu.CpuBackend;
import org.menura.tensor.dtype.DType;

/** Writes a small Whisper that has learned nothing, which hears two seconds at a time and knows forty words. */
public final class UntaughtWhisper {
    private static final int WORDS = 40;
    private static final int TIMES = 101; // two seconds

    private UntaughtWhisper() {}

    /**
     * Writes the model as a Hugging Face folder.
     *
     * @param model folder, which is made
     * @return the folder
     */
    public static Path write(Path model) throws IOException {
        int first = WORDS + 8;
        String config = """
                {"model_type": "whisper", "vocab_size": %d, "num_mel_bins": 16, "d_model": 32, "encoder_layers": 1,
                 "encoder_attention_heads": 2, "encoder_ffn_dim": 48, "decoder_layers": 1, "decoder_attention_heads": 2,
                 "decoder_ffn_dim": 48, "max_source_positions": 100, "max_target_positions": 40,
                 "decoder_start_token_id": %d, "eos_token_id": %d}""".formatted(first + TIMES, WORDS + 1, WORDS);
        ModelFolder.initialize(model, Json.parse(config, "config"), "config", 7, DType.F32, new CpuBackend(1));
        Files.writeString(model.resolve("tokenizer.json"), tokenizer());
        Files.writeString(
                model.resolve("generation_config.json"),
                "{\"no_timestamps_token_id\": %d, \"suppress_tokens\": [3], \"begin_suppress_tokens\": [4]}"
                        .formatted(first - 1));
        Files.writeString(
                model.resolve("preprocessor_config.json"),
                "{\"feature_size\": 16, \"sampling_rate\": 16000, \"hop_length\": 160, \"n_fft\": 400, \"chunk_length\": 2}");
        return model;
    }

    private static String tokenizer() {
        StringBuilder vocabulary = new StringBuilder();
        for (int i = 0; i < WORDS; i++) {
            vocabulary.append(i == 0 ? "" : ", ").append("\"w%d\": %d".formatted(i, i));
        }
        StringBuilder added = new StringBuilder();
        int id = WORDS;
        for (String token : new String[] {
            "<|endoftext|>",
            "<|startoftranscript|>",
            "<|en|>",
            "<|de|>",
            "<|transcribe|>",
            "<|translate|>",
            "<|startofprev|>",
            "<|notimestamps|>"
        }) {
            vocabulary.append(", \"%s\": %d".formatted(token, id));
            added.append(added.isEmpty() ? "" : ", ")
                    .append(
                            "{\"id\": %d, \"content\": \"%s\", \"single_word\": false, \"lstrip\": false, \"rstrip\": false, \"normalized\": false, \"special\": true}"
                                    .formatted(id++, token));
        }
        return "{\"version\": \"1.0\", \"added_tokens\": [%s], \"pre_tokenizer\": {\"type\": \"Whitespace\"}, \"model\": {\"type\": \"WordLevel\", \"vocab\": {%s}, \"unk_token\": \"w0\"}}"
                .formatted(added, vocabulary);
    }
}
