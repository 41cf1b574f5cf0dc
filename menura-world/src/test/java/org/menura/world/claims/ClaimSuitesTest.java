package org.menura.world.claims;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.menura.agent.mind.Ask;
import org.menura.agent.mind.Thought;
import org.menura.format.FormatException;
import org.menura.world.Suites;
import org.menura.world.suite.Outcome;
import org.menura.world.suite.Question;
import org.menura.world.suite.Suite;
import org.menura.world.suite.SuiteTask;
import org.menura.world.suite.Trial;

/** The suites of claims ask what they say, know the right answer, and print the rules that need no model. */
class ClaimSuitesTest {
    private static final String QA = """
            {"id": "q%d", "knowledge": "The tower of Ulm was finished in 18%02d. It is in Germany.", "question": "When was the tower finished?", \
            "right_answer": "18%02d", "hallucinated_answer": "The tower was finished in 17%02d by monks."}
            """;

    private static void write(Path folder, String name, String text) throws IOException {
        Files.writeString(folder.resolve(name), text);
    }

    private static Outcome oracle(SuiteTask task) {
        try (Trial trial = task.begin(3)) {
            while (trial.next().isPresent()) {
                trial.answer(trial.oracle());
            }
            return trial.outcome();
        }
    }

    private static Outcome silent(SuiteTask task) {
        try (Trial trial = task.begin(3)) {
            while (trial.next().isPresent()) {
                trial.answer(Thought.of(""));
            }
            return trial.outcome();
        }
    }

    @Test
    void rowsNeedNoIds(@TempDir Path folder) throws IOException {
        String row = "{\"knowledge\": \"Ulm is in Germany.\", \"question\": \"Where?\", \"right_answer\": \"Germany\","
                + " \"hallucinated_answer\": \"France\"%s}\n";
        write(folder, "qa.jsonl", "\ufeff" + row.formatted("") + row.formatted(", \"id\": 7"));
        assertEquals(
                List.of("qa.jsonl-1", "7"),
                Suites.named("halueval-qa").tasks(folder).stream()
                        .map(SuiteTask::id)
                        .toList());
    }

    @Test
    void lengthsAreCountedInCharacters(@TempDir Path folder) throws IOException {
        write(
                folder,
                "qa.jsonl",
                "{\"knowledge\": \"Ulm\", \"question\": \"Where?\", \"right_answer\": \"\ud83d\ude00\ud83d\ude00\","
                        + " \"hallucinated_answer\": \"Rom\"}\n");
        assertEquals(
                Map.of("the shorter one", 1.0, "in the knowledge", 0.5),
                oracle(Suites.named("halueval-qa").tasks(folder).getFirst()).metrics());
    }

    @Test
    void evidenceSupportsOrRefutes(@TempDir Path folder) throws IOException {
        write(folder, "dev.jsonl", """
                {"id": "a", "claim": "Ulm is in Germany .", "evidence": "Ulm is a city in Germany .", "label": "SUPPORTS"}
                {"id": "b", "claim": "Ulm is in France .", "evidence": "Ulm is a city in Germany .", "label": "REFUTES"}
                """);
        Suite suite = Suites.named("fever-symmetric");
        assertTrue(suite.reads(folder));
        List<? extends SuiteTask> tasks = suite.tasks(folder);
        Question question = tasks.get(1).begin(0).next().orElseThrow();
        assertEquals(new Ask.Choice(List.of("SUPPORTS", "REFUTES")), question.ask());
        for (SuiteTask task : tasks) {
            assertEquals(new Outcome(true, 1, Map.of("rules", 1.0)), oracle(task));
            assertFalse(silent(task).passed());
        }
        write(folder, "dev.jsonl", "{\"id\": \"a\", \"claim\": \"x\", \"evidence\": \"y\", \"label\": \"MAYBE\"}\n");
        FormatException e = assertThrows(FormatException.class, () -> suite.tasks(folder));
        assertTrue(
                e.getMessage().endsWith("dev.jsonl, line 1: the label must be one of [SUPPORTS, REFUTES], not MAYBE"),
                e.getMessage());
    }

    @Test
    void articlesSupportByTheirSentences(@TempDir Path folder) throws IOException {
        write(folder, "w.jsonl", """
                {"id": "a", "claim": "c", "label": "supported", "sentences": ["s0", "s1", "s2"], "supporting": [[1], [0, 2]]}
                {"id": "b", "claim": "c", "label": "not_supported", "sentences": ["s0"], "supporting": []}
                """);
        List<? extends SuiteTask> tasks = Suites.named("wice").tasks(folder);
        assertEquals(new Outcome(true, 1, Map.of("sentence", 1.0)), oracle(tasks.get(0)));
        assertEquals(new Outcome(true, 1, Map.of()), oracle(tasks.get(1)));
        assertEquals(new Outcome(false, 0, Map.of("sentence", 0.0)), silent(tasks.get(0)));
        String row = "{\"id\": \"%s\", \"claim\": \"c\", \"label\": \"supported\", \"sentences\": [\"s\"]%s}\n";
        for (String supporting : List.of("", ", \"supporting\": [[4]]", ", \"supporting\": [0]")) {
            write(folder, "w.jsonl", row.formatted("a", ", \"supporting\": [[0]]") + row.formatted("b", supporting));
            FormatException e = assertThrows(
                    FormatException.class, () -> Suites.named("wice").tasks(folder));
            assertTrue(e.getMessage().contains("w.jsonl, line 2: \"supporting\" must be a list"), e.getMessage());
        }
    }

    @Test
    void inventedAnswersStandInEitherPlace(@TempDir Path folder) throws IOException {
        write(folder, "h.jsonl", rows(40));
        List<? extends SuiteTask> tasks = Suites.named("halueval-qa").tasks(folder);
        int first = 0;
        for (SuiteTask task : tasks) {
            first += task.begin(7).oracle().text().equals("A") ? 1 : 0;
            assertEquals(
                    Map.of("the shorter one", 1.0, "in the knowledge", 1.0),
                    oracle(task).metrics());
        }
        assertTrue(first > 8 && first < 32, first + " of 40 stand first");
    }

    @Test
    void theGateHoldsPoisonBackAndLetsTheRestThrough(@TempDir Path folder) throws IOException {
        write(folder, "h.jsonl", rows(99));
        assertEquals(Map.of("spread", 1.0, "kept", 1.0), relay(folder, "none"));
        assertEquals(Map.of("spread", 0.0, "kept", 1.0), relay(folder, "rules"));
        FormatException e = assertThrows(
                FormatException.class,
                () -> Suites.named("relay").with(Map.of("gate", "both")).tasks(folder));
        assertEquals("the option gate of the suite relay must be rules or none, not both", e.getMessage());
    }

    private static Map<String, Double> relay(Path folder, String gate) throws IOException {
        double[] sums = new double[4];
        for (SuiteTask task :
                Suites.named("relay").with(Map.of("gate", gate, "claims", "40")).tasks(folder)) {
            Map<String, Double> metrics = silent(task).metrics();
            Optional.ofNullable(metrics.get("spread")).ifPresent(v -> {
                sums[0] += v;
                sums[1]++;
            });
            Optional.ofNullable(metrics.get("kept")).ifPresent(v -> {
                sums[2] += v;
                sums[3]++;
            });
        }
        assertEquals(12, sums[1]);
        return Map.of("spread", sums[0] / sums[1], "kept", sums[2] / sums[3]);
    }

    private static String rows(int count) {
        StringBuilder out = new StringBuilder();
        for (int i = 0; i < count; i++) {
            out.append(QA.formatted(i, i, i, i));
        }
        return out.toString();
    }

    @Test
    void damagedFilesAreRefusedInASentence(@TempDir Path folder) throws IOException {
        byte[] good = rows(3).getBytes(java.nio.charset.StandardCharsets.UTF_8);
        SplittableRandom random = new SplittableRandom(11);
        int refused = 0;
        for (int i = 0; i < 300; i++) {
            byte[] bad = good.clone();
            for (int k = random.nextInt(1, 4); k > 0; k--) {
                bad[random.nextInt(bad.length)] = (byte) random.nextInt(32, 127);
            }
            Files.write(folder.resolve("h.jsonl"), bad);
            try {
                Suites.named("halueval-qa").tasks(folder);
            } catch (FormatException e) {
                assertFalse(e.getMessage().isBlank());
                refused++;
            }
        }
        assertTrue(refused > 20, refused + " of 300");
    }
}
