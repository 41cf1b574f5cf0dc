package org.menura.eval.multimodal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.menura.eval.metric.WordErrors;
import org.menura.eval.model.EvalModel;
import org.menura.eval.run.EvaluationResults;
import org.menura.eval.run.EvaluationSettings;
import org.menura.eval.run.Evaluator;
import org.menura.eval.run.ModelChoice;
import org.menura.eval.task.TaskLibrary;
import org.menura.format.FormatException;
import org.menura.format.audio.AudioFiles;
import org.menura.format.json.Json;
import org.menura.generate.LoadOptions;
import org.menura.generate.SpeechRecognizer;
import org.menura.generate.audio.TranscribeOptions;
import org.menura.model.load.ModelFolder;
import org.menura.tensor.cpu.CpuBackend;
import org.menura.tensor.dtype.DType;

/** A Whisper model of few words that has learned nothing, measured as users measure one. */
@Tag("slow")
class TranscribingModelTest {
    private static final String CONFIG = """
            {"model_type": "whisper", "vocab_size": 148, "num_mel_bins": 16, "d_model": 32, "encoder_layers": 1,
             "encoder_attention_heads": 2, "encoder_ffn_dim": 48, "decoder_layers": 1, "decoder_attention_heads": 2,
             "decoder_ffn_dim": 48, "max_source_positions": 100, "max_target_positions": 40,
             "decoder_start_token_id": 41, "eos_token_id": 40}""";

    private static Path whisper(Path folder) throws IOException {
        StringBuilder words = new StringBuilder();
        StringBuilder added = new StringBuilder();
        for (int i = 0; i < 40; i++) {
            words.append("\"w%d\": %d, ".formatted(i, i));
        }
        List<String> special = List.of(
                "<|endoftext|>",
                "<|startoftranscript|>",
                "<|en|>",
                "<|de|>",
                "<|transcribe|>",
                "<|translate|>",
                "<|notimestamps|>");
        for (int i = 0; i < special.size(); i++) {
            String comma = i + 1 < special.size() ? ", " : "";
            words.append("\"%s\": %d%s".formatted(special.get(i), 40 + i, comma));
            added.append(
                            "{\"id\": %d, \"content\": \"%s\", \"single_word\": false, \"lstrip\": false, \"rstrip\": false,"
                                    .formatted(40 + i, special.get(i)))
                    .append(" \"normalized\": false, \"special\": true}")
                    .append(comma);
        }
        Path model = folder.resolve("whisper");
        ModelFolder.initialize(model, Json.parse(CONFIG, "config"), "config", 7, DType.F32, new CpuBackend(1));
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
    void wordErrorsAreThoseOfItsTranscripts(@TempDir Path folder) throws IOException {
        Path model = whisper(folder);
        Path sets = Files.createDirectories(folder.resolve("sets/speech-samples/wav"))
                .getParent()
                .getParent();
        Path recording = Path.of("..").resolve("testdata/audio/jfk.flac");
        Files.copy(recording, sets.resolve("speech-samples/wav/jfk.flac"));
        Files.writeString(
                sets.resolve("speech-samples/labels.jsonl"),
                "{\"wav\": \"wav/jfk.flac\", \"text\": \"And so, my fellow Americans\", \"kind\": \"speech\"}\n"
                        + "{\"wav\": \"wav/dog.wav\", \"text\": \"bark\", \"kind\": \"noise\"}\n");
        Path tasks = folder.resolve("tasks");
        MediaTasks.write(sets, tasks, false);
        LoadOptions load = LoadOptions.defaults();
        ModelChoice.Loading loading = new ModelChoice.Loading(load, 0, 1, null, Map.of());
        TaskLibrary library = new TaskLibrary(List.of(tasks), tasks);
        try (EvalModel opened = ModelChoice.of(model.toString(), "").open(Path::of, loading);
                EvalModel shown = MediaModel.of(opened, tasks, null)) {
            Evaluator evaluator = new Evaluator(shown, EvaluationSettings.defaults());
            EvaluationResults results = evaluator.evaluate(library.load(List.of("spoken_words")));
            assertEquals(1, results.documents().get("spoken_words").size());
            SpeechRecognizer recognizer = SpeechRecognizer.open(model, null, load);
            String said = recognizer
                    .transcribe(AudioFiles.mono(recording, recognizer.rate()), TranscribeOptions.DEFAULT)
                    .text();
            assertTrue(said.contains("w"), said);
            assertEquals(
                    WordErrors.of("And so, my fellow Americans", said).rate(),
                    results.results().get("spoken_words").get("wer,none"));
            assertThrows(FormatException.class, () -> evaluator.evaluate(library.load(List.of("drawings"))));
        }
    }
}
