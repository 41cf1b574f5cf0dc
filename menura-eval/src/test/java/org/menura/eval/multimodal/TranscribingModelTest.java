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
import org.menura.generate.LoadOptions;
import org.menura.generate.SpeechRecognizer;
import org.menura.generate.audio.TranscribeOptions;
import org.menura.scripted.UntaughtWhisper;

/** A Whisper model of few words that has learned nothing, measured as users measure one. */
@Tag("slow")
class TranscribingModelTest {
    @Test
    void wordErrorsAreThoseOfItsTranscripts(@TempDir Path folder) throws IOException {
        Path model = UntaughtWhisper.write(folder.resolve("whisper"));
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
