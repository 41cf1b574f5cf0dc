package org.menura.eval.multimodal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.menura.eval.model.AnswerSink;
import org.menura.eval.model.EvalModel;
import org.menura.eval.model.GenerationRequest;
import org.menura.eval.model.GenerationSettings;
import org.menura.eval.model.HashModel;
import org.menura.eval.model.LocalModel;
import org.menura.eval.run.EvaluationResults;
import org.menura.eval.run.EvaluationSettings;
import org.menura.eval.run.Evaluator;
import org.menura.eval.task.TaskLibrary;
import org.menura.format.FormatException;
import org.menura.format.image.Image;
import org.menura.generate.Menura;
import org.menura.generate.embed.EmbeddedKind;
import org.menura.generate.embed.Embedder;

/** Tasks made of the pictures and sounds that the nano-omni model learned from. */
@Tag("slow")
class MediaTasksTest {
    private static final Path REPOSITORY = Path.of("..").toAbsolutePath().normalize();

    @TempDir
    static Path folder;

    @BeforeAll
    static void make() {
        MediaTasks.write(REPOSITORY.resolve("recipes/nano-omni/data"), folder, false);
    }

    private static EvaluationResults evaluate(EvalModel model, int limit, String... tasks) {
        EvaluationSettings settings = EvaluationSettings.defaults().withBootstrapIterations(100);
        return new Evaluator(model, limit == 0 ? settings : settings.withLimit((double) limit))
                .evaluate(new TaskLibrary(List.of(folder), folder).load(List.of(tasks)));
    }

    private static Object figure(EvaluationResults results, String task, String metric) {
        Map<String, @Nullable Object> of = results.results().get(task);
        assertNotNull(of, task);
        Object value = of.get(metric + ",none");
        assertNotNull(value, metric);
        return value;
    }

    @Test
    void questionsAreBalancedAndAskForOtherThings() {
        EvaluationResults results = evaluate(new HashModel(null), 0, "pope", "mme");
        for (String task : List.of("pope_random", "pope_popular", "pope_adversarial")) {
            int yes = 0;
            Map<Object, Set<Object>> asked = new HashMap<>();
            for (var sample : results.documents().get(task)) {
                yes += "yes".equals(sample.target()) ? 1 : 0;
                Set<Object> ofScene = asked.computeIfAbsent(sample.document().get("scene"), _ -> new HashSet<>());
                assertTrue(ofScene.add(sample.document().get("question")), "asked twice");
            }
            assertEquals(results.documents().get(task).size(), 2 * yes, task);
        }
        assertEquals(
                figure(results, "pope_random", "yes_ratio"),
                results.documents().get("pope_random").stream()
                                .filter(s -> AnswerReading.saysYes(
                                        (String) s.responses().getFirst().getFirst()))
                                .count()
                        / 1000.0);
        double plus = (double) figure(results, "mme_count", "acc_plus");
        assertTrue(plus <= (double) figure(results, "mme_count", "acc"));
    }

    @Test
    void theSameSetsGiveTheSameFiles(@TempDir Path other) throws Exception {
        MediaTasks.write(REPOSITORY.resolve("recipes/nano-omni/data"), other, false);
        for (String name : List.of("pope_adversarial", "mme_position", "mmbench", "mmmu", "spoken_words")) {
            assertEquals(-1L, Files.mismatch(folder.resolve(name + ".jsonl"), other.resolve(name + ".jsonl")), name);
        }
    }

    @Test
    void aCircleIsRightOnlyAsAWhole() {
        EvaluationResults results = evaluate(new HashModel(null), 0, "mmbench", "seed", "mmmu", "captions");
        Map<Object, Set<Object>> letters = new HashMap<>();
        results.documents()
                .get("mmbench")
                .forEach(s -> letters.computeIfAbsent(s.document().get("group"), _ -> new HashSet<>())
                        .add(s.target()));
        letters.values().forEach(of -> assertEquals(Set.of("A", "B", "C", "D"), of));
        assertEquals(0.0, figure(results, "mmbench", "circular"));
        assertTrue((double) figure(results, "seed", "acc") > 0.1);
        assertTrue((double) figure(results, "mmmu", "acc") > 0.05);
    }

    @Test
    void theModelIsShownWhatIsAskedAbout() {
        Path omni = REPOSITORY.resolve("models/nano-omni");
        LocalModel texts = LocalModel.of("nano-omni", Menura.load(omni), LocalModel.Options.defaults());
        try (EvalModel model = MediaModel.of(texts, folder, null)) {
            EvaluationResults results = evaluate(model, 6, "seed", "captions", "spoken_words", "drawings");
            assertTrue((double) figure(results, "spoken_words", "wer") < 0.5);
            List<?> answers = results.documents().get("captions").stream()
                    .map(s -> s.responses().getFirst().getFirst())
                    .distinct()
                    .toList();
            assertTrue(answers.size() > 1, "all pictures look alike: " + answers);
            assertTrue((double) figure(results, "seed", "acc") >= 0);
            assertThrows(FormatException.class, () -> evaluate(model, 1, "drawings_clip"));
        }
    }

    /** Knows light and dark. */
    private record Brightness() implements Embedder {
        @Override
        public Set<EmbeddedKind> kinds() {
            return Set.of();
        }

        @Override
        public float[] text(String text) {
            return text.equals("light") ? new float[] {1, 0} : new float[] {0, 3};
        }

        @Override
        public float[] image(Image picture) {
            return picture.at(0, 0, 0) > 127 ? new float[] {1, 0.5f} : new float[] {0.5f, 1};
        }

        @Override
        public float[] sound(Path file) {
            throw new IllegalStateException();
        }
    }

    @Test
    void aJudgeChoosesTheTextThatFits() {
        Path omni = REPOSITORY.resolve("models/nano-omni");
        LocalModel texts = LocalModel.of("nano-omni", Menura.load(omni), LocalModel.Options.defaults());
        TaskFiles files = new TaskFiles(folder);
        try (EvalModel model = MediaModel.of(texts, folder, new Brightness())) {
            for (int level : new int[] {250, 5}) {
                byte[] grey = new byte[3 * 64];
                java.util.Arrays.fill(grey, (byte) level);
                String prompt = files.picture("grey-" + level, () -> new Image(8, 8, 3, grey))
                        + MediaText.choice(List.of("light", "dark"));
                GenerationRequest request = new GenerationRequest(prompt, new GenerationSettings(Map.of()));
                assertEquals(
                        List.of(level > 127 ? "light" : "dark"), model.generate(List.of(request), AnswerSink.none()));
            }
        }
    }

    @Test
    void modelsOfTextAreRefused() {
        Path nano = REPOSITORY.resolve("models/nano");
        LocalModel texts = LocalModel.of("nano", Menura.load(nano), LocalModel.Options.defaults());
        try (texts) {
            assertThrows(FormatException.class, () -> MediaModel.of(texts, folder, null));
        }
        assertThrows(FormatException.class, () -> MediaTasks.write(folder.resolve("nothing"), folder, false));
    }
}
