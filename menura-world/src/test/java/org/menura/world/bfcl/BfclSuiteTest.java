package org.menura.world.bfcl;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.menura.agent.mind.Ask;
import org.menura.agent.mind.Thought;
import org.menura.chat.ToolCall;
import org.menura.format.FormatException;
import org.menura.format.json.Json;
import org.menura.generate.constrain.grammar.Verdict;
import org.menura.generate.constrain.json.JsonSchema;
import org.menura.generate.constrain.json.SchemaOptions;
import org.menura.world.suite.Trial;

class BfclSuiteTest {
    private static final String QUESTION = "\"question\": [[{\"role\": \"user\", \"content\": \"?\"}]]";
    private static final String FUNCTION = """
            "function": [{"name": "a.b", "description": "Adds.", "parameters": {"type": "dict", "required": ["x"], "properties": {
              "x": {"type": "float"}, "unit": {"type": "string", "enum": ["C", "F"], "default": "C"}}}}]""".replace("\n", " ");

    @TempDir
    private Path folder;

    private final BfclSuite suite = new BfclSuite(false);

    private void write(String file, String... lines) throws IOException {
        Path to = folder.resolve(file);
        Files.createDirectories(to.getParent());
        Files.write(to, List.of(lines));
    }

    private static String task(String id, String more) {
        return "{\"id\": \"%s\", %s, %s%s}".formatted(id, QUESTION, FUNCTION, more);
    }

    @Test
    void categoriesSayWhatIsAskedFor() throws IOException {
        write(
                "simple_python.jsonl",
                task("s_0", ", \"ground_truth\": [{\"a.b\": {\"x\": [1], \"unit\": [\"\", \"C\"]}}]"));
        write("irrelevance.jsonl", task("i_0", ""));
        write("BFCL_v4_parallel.json", task("p_0", ""));
        write(
                "possible_answer/BFCL_v4_parallel.json",
                "{\"id\": \"p_0\", \"ground_truth\": [{\"a.b\": {\"x\": [1.5]}}, {\"a.b\": {\"x\": [2]}}]}");
        write("notes.json", "[1, 2]");
        assertTrue(suite.reads(folder));
        List<BfclTask> tasks = suite.tasks(folder);
        assertEquals(
                List.of("parallel", "irrelevance", "simple_python"),
                tasks.stream().map(BfclTask::group).toList());
        assertEquals(
                new Ask.Calls(tasks.get(2).tools(), 1, 1),
                tasks.get(2).question().ask());
        assertEquals(
                new Ask.Calls(tasks.get(1).tools(), 0, 16),
                tasks.get(1).question().ask());
        assertEquals(
                new Ask.Calls(tasks.get(0).tools(), 1, 16),
                tasks.get(0).question().ask());
        for (BfclTask task : tasks) {
            Trial trial = task.begin(0);
            trial.answer(trial.oracle());
            assertTrue(trial.outcome().passed(), task.id());
            Trial empty = task.begin(0);
            empty.answer(Thought.of(""));
            assertEquals(task.group().equals("irrelevance"), empty.outcome().passed());
        }
        for (BfclTask task : new BfclSuite(true).tasks(folder)) {
            assertEquals(new Ask.Calls(task.tools(), 0, 16), task.question().ask());
        }
    }

    @Test
    void whereThereIsNothingToCallATextIsAskedFor() throws IOException {
        write("live_irrelevance.jsonl", "{\"id\": \"i_0\", %s, \"function\": []}".formatted(QUESTION));
        BfclTask task = suite.tasks(folder).getFirst();
        assertEquals(new Ask.Text(256), task.question().ask());
        try (Trial trial = task.begin(0)) {
            trial.answer(trial.oracle());
            assertTrue(trial.outcome().passed());
        }
        write("live_irrelevance.jsonl");
        write("live_relevance.jsonl", "{\"id\": \"r_0\", %s, \"function\": []}".formatted(QUESTION));
        assertThrows(FormatException.class, () -> suite.tasks(folder));
    }

    @Test
    void toolsHaveTheTypesOfJsonAndForbidOtherArguments() throws IOException {
        write("simple_python.jsonl", task("s_0", ", \"ground_truth\": [{\"a.b\": {\"x\": [1]}}]"));
        assertEquals(
                Json.parse("""
                {"type": "object", "properties": {"x": {"type": "number", "description": "This is a float type value."},
                  "unit": {"type": "string", "enum": ["C", "F"], "default": "C"}}, "required": ["x"], "additionalProperties": false}""", "s"),
                suite.tasks(folder).getFirst().tools().getFirst().parameters());
        assertEquals(
                "Adds. Note that the provided function is in Python 3 syntax.",
                suite.tasks(folder).getFirst().tools().getFirst().description());
    }

    /** What the checker accepts, a model that is forced can say. */
    @Test
    void rightCallsAreOfTheFormThatIsForced() throws IOException {
        try (InputStream in = Objects.requireNonNull(getClass().getResourceAsStream("verdicts.jsonl"))) {
            int number = 0;
            for (String line : new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .toList()) {
                ObjectNode row = (ObjectNode) Json.parse(line, "case");
                String category = row.get("category").asText();
                if (!row.get("valid").asBoolean()) {
                    continue;
                }
                row.set("question", Json.parse("{" + QUESTION + "}", "question").get("question"));
                write(category + ".jsonl", row.toString());
                BfclTask task = suite.tasks(folder).stream()
                        .filter(t -> t.group().equals(category))
                        .findFirst()
                        .orElseThrow();
                for (ToolCall call : task.begin(0).oracle().calls()) {
                    JsonNode schema = task.tools().stream()
                            .filter(t -> t.name().equals(call.name()))
                            .findFirst()
                            .orElseThrow()
                            .parameters();
                    String arguments = org.menura.format.python.Python.jsonDumps(call.arguments(), false);
                    Verdict verdict = JsonSchema.of(schema)
                            .compile(SchemaOptions.CHECK.withWhiteSpace(SchemaOptions.WhiteSpace.LINES))
                            .check(arguments);
                    assertTrue(verdict instanceof Verdict.Accepted, () -> schema + " " + arguments + " " + verdict);
                    number++;
                }
            }
            assertTrue(number > 20, number + " calls");
        }
    }

    @Test
    void malformedFilesAreSentences() throws IOException {
        write("simple_python.jsonl", task("s_0", ""));
        assertEquals(
                folder.resolve("simple_python.jsonl")
                        + ", line 1: task s_0 has no ground_truth, neither in its line nor in possible_answer",
                assertThrows(FormatException.class, () -> suite.tasks(folder)).getMessage());
        write("simple_python.jsonl", task("s_0", ", \"ground_truth\": [{\"a.b\": 5}]"));
        assertThrows(FormatException.class, () -> suite.tasks(folder));
        String good = task("s_0", ", \"ground_truth\": [{\"a.b\": {\"x\": [1]}}]");
        write("simple_python.jsonl", good + "\n" + good.replace("\"s_0\"", "null"));
        assertTrue(assertThrows(FormatException.class, () -> suite.tasks(folder))
                .getMessage()
                .endsWith("line 2: a task needs a text \"id\" and at least one function"));
        assertFalse(suite.reads(folder.resolve("nowhere")));
    }

    @Test
    void changedBytesEndInSentencesOrTasks() throws IOException {
        byte[] good = task("s_0", ", \"ground_truth\": [{\"a.b\": {\"x\": [1, \"\"], \"unit\": [[{\"C\": [1]}]]}}]")
                .getBytes(StandardCharsets.UTF_8);
        Random random = new Random(5);
        for (int i = 0; i < 400; i++) {
            byte[] bad = good.clone();
            for (int j = 0; j <= random.nextInt(4); j++) {
                bad[random.nextInt(bad.length)] =
                        (byte) (random.nextBoolean() ? random.nextInt(256) : "[]{}\",:019".charAt(random.nextInt(10)));
            }
            Files.write(folder.resolve("simple_java.jsonl"), bad);
            try {
                for (BfclTask task : suite.tasks(folder)) {
                    Trial trial = task.begin(0);
                    trial.answer(trial.oracle());
                    assertTrue(trial.outcome().score() >= 0);
                }
            } catch (FormatException e) {
                assertFalse(String.valueOf(e.getMessage()).isBlank());
            }
        }
    }
}
