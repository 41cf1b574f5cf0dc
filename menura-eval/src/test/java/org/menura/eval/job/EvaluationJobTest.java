package org.menura.eval.job;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.menura.eval.model.EvalModel;
import org.menura.eval.model.HashModel;
import org.menura.eval.model.LocalModel;
import org.menura.eval.report.RunResults;
import org.menura.eval.run.EvaluationSettings;
import org.menura.eval.run.OwnTasks;
import org.menura.eval.task.TaskLibrary;
import org.menura.eval.task.TaskSelection;
import org.menura.generate.Menura;

class EvaluationJobTest {
    @TempDir
    private Path folder;

    private TaskSelection tasks() {
        return new TaskLibrary(List.of(OwnTasks.folder(folder.resolve("cache"))), folder).load(List.of(OwnTasks.GROUP));
    }

    private RunResults run(EvalModel model, Path output, int killedAfter) {
        EvaluationSettings settings =
                EvaluationSettings.defaults().withLimit(8.0).withBootstrapIterations(100);
        EvaluationJob.Options options =
                new EvaluationJob.Options(output, true, true, folder, Map.of("version", "test", "commit", "none"));
        AtomicInteger answers = new AtomicInteger();
        return new EvaluationJob(model, ModelFacts.of(model), tasks(), settings, options).run((_, done, known, _) -> {
            if (done > known && answers.incrementAndGet() == killedAfter) {
                throw new IllegalStateException("killed");
            }
        });
    }

    /** The content of all files but those that hold times, by names without the date. */
    private static Map<String, String> contents(Path output) throws IOException {
        Map<String, String> out = new TreeMap<>();
        try (Stream<Path> files = Files.walk(output)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                String name = file.getFileName().toString().replaceAll("_\\d{4}-\\d\\d-\\d\\dT[-\\d.]+(?=\\.)", "");
                if (!name.startsWith("times") && !name.equals("figures.jsonl")) {
                    out.put(name, Files.readString(file).replaceAll("clip\\d+", "clip"));
                }
            }
        }
        return out;
    }

    @Test
    @Tag("slow")
    void aJobThatWasKilledComesToTheSameBytes() throws IOException {
        try (LocalModel model = LocalModel.of(
                "stories", Menura.load(Path.of("..", "models", "stories260K")), LocalModel.Options.defaults())) {
            RunResults whole = run(model, folder.resolve("whole"), 0);
            assertTrue(Files.exists(Objects.requireNonNull(whole.file())));
            for (int killedAfter : new int[] {3, 20, 27}) {
                Path output = folder.resolve("killed-" + killedAfter);
                String why = "";
                try {
                    RunResults _ = run(model, output, killedAfter);
                } catch (IllegalStateException e) {
                    why = String.valueOf(e.getMessage());
                }
                assertEquals("killed", why);
                RunResults _ = run(model, output, 0);
                assertEquals(contents(folder.resolve("whole")), contents(output), "killed after " + killedAfter);
            }
        }
    }

    @Test
    void filesAreWhereTheHarnessPutsThem() throws IOException {
        try (HashModel model = new HashModel()) {
            RunResults results = run(model, folder.resolve("out"), 0);
            assertEquals(
                    List.of("menura", "story_endings", "story_words", "story_names", "story_text"),
                    List.copyOf(results.tasks().keySet()).subList(0, 5));
            Map<String, String> files = contents(folder.resolve("out/hash"));
            assertEquals(
                    "[results.html, results.json, results.md, samples_story_endings.jsonl, samples_story_names.jsonl,"
                            + " samples_story_text.jsonl, samples_story_words.jsonl]",
                    files.keySet().toString());
            RunResults read = RunResults.open(folder.resolve("out"));
            assertEquals("hash", read.model());
            assertEquals("8", read.limit().orElseThrow());
            assertEquals(8, read.samples("story_words").size());
            assertEquals(64, read.json().at("/task_hashes/story_text").asText().length());
            assertEquals(64, read.json().at("/data_hashes/story_text").asText().length());
        }
    }
}
