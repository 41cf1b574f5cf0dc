package org.menura.eval.multimodal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.menura.eval.model.HashModel;
import org.menura.eval.run.EvaluationResults;
import org.menura.eval.run.EvaluationSettings;
import org.menura.eval.run.Evaluator;
import org.menura.eval.task.TaskLibrary;
import org.menura.format.FormatException;
import org.menura.format.image.Image;
import org.menura.format.image.ImageFiles;
import org.menura.format.python.PythonRandom;

/** Files as the benchmarks publish them, small and made. */
@Tag("slow")
class OfficialTasksTest {
    @TempDir
    Path sets;

    @TempDir
    Path tasks;

    private final byte[] png = ImageFiles.png(new Image(4, 4, 3, new byte[48]));

    @BeforeEach
    void functions() throws IOException {
        MediaTasks.write(Files.createDirectories(sets.resolve("none")), tasks, false);
    }

    private void file(String name, String text) throws IOException {
        Files.createDirectories(sets.resolve(name).getParent());
        Files.writeString(sets.resolve(name), text);
    }

    private void picture(String name) throws IOException {
        Files.createDirectories(sets.resolve(name).getParent());
        Files.write(sets.resolve(name), png);
    }

    private List<Map<String, @Nullable Object>> documents(String... names) {
        MediaTasks.write(sets, tasks, true);
        EvaluationResults results = new Evaluator(
                        new HashModel(null), EvaluationSettings.defaults().withBootstrapIterations(0))
                .evaluate(new TaskLibrary(List.of(tasks), tasks).load(List.of(names)));
        assertTrue(results.results().values().stream().anyMatch(r -> r.containsKey("acc,none")));
        return results.documents().values().stream()
                .flatMap(List::stream)
                .<Map<String, @Nullable Object>>map(s -> s.document())
                .toList();
    }

    @Test
    void pope() throws IOException {
        picture("val2014/COCO_val2014_000000429109.png");
        file("output/coco/coco_pope_popular.json", """
                {"question_id": 1, "image": "COCO_val2014_000000429109.png", "text": "Is there a person in the image?", "label": "yes"}
                {"question_id": 2, "image": "COCO_val2014_000000429109.png", "text": "Is there a dog in the image?", "label": "no"}
                """);
        List<Map<String, @Nullable Object>> rows = documents("official_pope_popular");
        assertEquals(2, rows.size());
        assertEquals("Is there a dog in the image?", rows.get(1).get("question"));
        file("output/coco/coco_pope_random.json", """
                {"question_id": 1, "image": "missing.jpg", "text": "Is there a person in the image?", "label": "yes"}
                """);
        assertThrows(FormatException.class, () -> MediaTasks.write(sets, tasks, true));
    }

    @Test
    void mme() throws IOException {
        picture("MME/existence/000000006040.png");
        file("MME/existence/000000006040.txt", """
                Is there a train in this image? Please answer yes or no.\tYes
                Is there a bed in this image? Please answer yes or no.\tNo
                """);
        picture("MME/posters/images/p1.png");
        file("MME/posters/questions_answers_YN/p1.txt", "Is this movie a comedy?\tYes\nIs this movie old?\tNo\n");
        List<Map<String, @Nullable Object>> rows = documents("official_mme");
        assertEquals(4, rows.size());
        assertEquals("Is there a train in this image?", rows.get(0).get("question"));
        assertEquals("no", rows.get(1).get("answer"));
        assertEquals("p1", rows.get(2).get("group"));
    }

    @Test
    void mmbench() throws IOException {
        String image = Base64.getEncoder().encodeToString(png);
        file(
                "mmbench_dev_20230712_en.tsv",
                "index\tquestion\thint\tA\tB\tC\tD\tanswer\tcategory\timage\tsplit\n"
                        + "241\t\"Which \"\"one\"\"\nis it?\"\t\tmountain\thills\tforest\t\tB\tscene\t" + image
                        + "\tdev\n"
                        + "242\tAnd here?\tLook up.\tsun\tmoon\t\t\tA\tscene\t241\tdev\n"
                        + "1000241\tcopy\t\thills\tmountain\tforest\t\tA\tscene\t" + image + "\tdev\n");
        List<Map<String, @Nullable Object>> rows = documents("official_mmbench");
        assertEquals(5, rows.size());
        assertEquals("Which \"one\"\nis it?", rows.get(0).get("question"));
        assertEquals(List.of("hills", "forest", "mountain"), rows.get(1).get("options"));
        assertEquals("A", rows.get(1).get("answer"));
        assertEquals(rows.get(0).get("media"), rows.get(3).get("media"));
        assertEquals("Look up.\nAnd here?", rows.get(3).get("question"));
    }

    @Test
    void mmmu() throws IOException {
        picture("images/validation_Art_1_1.png");
        String inside = Base64.getEncoder().encodeToString(png);
        file("mmmu_validation.jsonl", """
                {"id": "validation_Art_1", "question": "Look at <image 1>.", "options": "['a', \\"it's b\\"]", "answer": "B", "question_type": "multiple-choice", "image_1": "images/validation_Art_1_1.png"}
                {"id": "validation_Math_2", "question": "How many in <image 1>?", "options": "[]", "answer": "['7', 'seven']", "question_type": "open", "image_1": {"bytes": "PNG", "path": "x.png"}, "image_2": null}
                """.replace("PNG", inside));
        List<Map<String, @Nullable Object>> rows = documents("official_mmmu");
        assertEquals(List.of("a", "it's b"), rows.get(0).get("options"));
        assertEquals(List.of("7", "seven"), rows.get(1).get("answer"));
    }

    @Test
    void seed() throws IOException {
        picture("SEED-Bench-image/454672_2921612");
        file("SEED-Bench.json", """
                {"questions": [{"answer": "C", "choice_a": "One", "choice_b": "Two", "choice_c": "Three", "choice_d": "Four",
                  "data_id": "454672_2921612", "data_type": "image", "question": "How many towels are there?", "question_id": "101669", "question_type_id": 5},
                 {"answer": "A", "data_id": "v.mp4", "data_type": "video", "question": "?", "question_id": "1", "question_type_id": 10}],
                 "question_type": {"Instances Counting": 5}}
                """);
        List<Map<String, @Nullable Object>> rows = documents("official_seed");
        assertEquals(1, rows.size());
        assertEquals(2L, rows.get(0).get("answer"));
    }

    @Test
    void brokenFilesAreRefused() throws IOException {
        assertThrows(FormatException.class, () -> MediaTasks.write(sets, tasks, true));
        file("mmbench_x.tsv", "index\tquestion\n1\t\"open\n");
        assertThrows(FormatException.class, () -> MediaTasks.write(sets, tasks, true));
    }

    @Test
    void damagedTablesAreRefusedOrRead() throws IOException {
        String image = Base64.getEncoder().encodeToString(png);
        byte[] table = ("index\tquestion\thint\tA\tB\tanswer\timage\n1\t\"Which?\"\t\tone\ttwo\tB\t" + image + "\n")
                .getBytes(StandardCharsets.UTF_8);
        PythonRandom random = new PythonRandom(3);
        int refused = 0;
        for (int i = 0; i < 300; i++) {
            byte[] damaged = table.clone();
            for (int n = 0; n < 3; n++) {
                damaged[(int) random.randbelow(damaged.length)] = (byte) random.randbelow(256);
            }
            Files.write(sets.resolve("mmbench.tsv"), damaged);
            try {
                MediaTasks.write(sets, tasks, true);
            } catch (FormatException e) {
                refused++;
            }
        }
        assertTrue(refused > 30, refused + " refused");
    }
}
