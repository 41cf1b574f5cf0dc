package org.menura.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.menura.format.json.Json;
import org.menura.scripted.Script;
import org.menura.serve.MenuraServer;
import org.menura.serve.ServerOptions;

/** Instructions are evolved by a model whose answers are written down. */
@Tag("slow")
class EvolveCommandTest {
    private static final String ADD = "Write a function that adds two numbers.";
    private static final String HARDER = "Write a function that adds two numbers and refuses negative ones.";
    private static final String HARDEST =
            "Write a function that adds many big numbers, each given as a text of digits.";

    @TempDir
    private Path folder;

    private Path teacher = Path.of("");
    private Path seeds = Path.of("");

    @BeforeEach
    void write() throws IOException {
        seeds = Files.writeString(folder.resolve("seeds.jsonl"), """
                {"messages": [{"role": "user", "content": "%s"}, {"role": "assistant", "content": "a + b"}]}
                {"instruction": "Sort these words.", "input": "pear, apple", "output": "apple, pear"}
                {"id": "sky", "prompt": "Tell a child why the sky is blue."}
                {"prompt": "Name a river."}
                """.formatted(ADD));
        String evolve = "Write the result alone";
        String judge = "single word";
        teacher = new Script()
                .answer("Same.", judge, "pear, apple", "pear, apple")
                .answer("<think>\nhm\n</think>\n\nDifferent, as it has a condition.", judge)
                .answer(HARDEST, evolve, HARDER)
                .answer(HARDER, evolve, ADD)
                .answer("Sort these few words: pear, apple", evolve, "pear, apple")
                .answer("I'm sorry, but I cannot help with the sky.", evolve, "sky")
                .answer("Turn it into one that is somewhat harder: name a river of Asia.", evolve, "Name a river.")
                .answer("def add(*digits): return sum(map(int, digits))", HARDEST)
                .answer("def add(a, b): return a + b", HARDER)
                .writeTo(folder.resolve("teacher"));
    }

    private Cli.Result evolve(Path out, Object... more) {
        Object[] all = new Object[more.length + 8];
        Object[] first = {"evolve", seeds, "-m", teacher, "-o", out, "--rounds", 2};
        System.arraycopy(first, 0, all, 0, first.length);
        System.arraycopy(more, 0, all, first.length, more.length);
        return Cli.run(all);
    }

    @Test
    @Tag("slow")
    void whatFailsIsLeftOutAndTheRestIsLearned() throws IOException {
        Path out = folder.resolve("out");
        Cli.Result result = evolve(out, "--profile", "code", "--with-seeds");
        assertEquals(0, result.code(), result.err());
        List<JsonNode> lines = Files.readAllLines(out.resolve("evolved.jsonl")).stream()
                .map(line -> Json.parse(line, "a line"))
                .toList();
        assertEquals(
                List.of(
                        "a + b",
                        "apple, pear",
                        "def add(a, b): return a + b",
                        "def add(*digits): return sum(map(int, digits))"),
                lines.stream().map(l -> l.at("/messages/1/content").asText()).toList());
        assertEquals(HARDEST, lines.getLast().at("/messages/0/content").asText());
        assertEquals("seed-1/1/2", lines.getLast().path("id").asText());
        assertTrue(result.out().contains("4 seeds, 8 steps, 2 kept, 14 calls"), result.out());
        String ledger = Files.readString(out.resolve("ledger.jsonl"));
        for (String reason : List.of("no-gain", "refusal", "copied-prompt")) {
            assertEquals(3, ledger.split("\"verdict\":\"" + reason + "\"", -1).length, reason + ledger);
        }
        Path recipe = Files.writeString(folder.resolve("sft.yaml"), """
                model: {checkpoint: %s}
                data: {path: out/evolved.jsonl, format: chat}
                objective: {name: sft}
                adapter: {rank: 1}
                batch: {sequences: 1, length: 64}
                steps: 1
                output: sft
                """.formatted(Cli.nano()));
        Cli.Result learned = Cli.run("train", recipe);
        assertEquals(0, learned.code(), learned.err());
    }

    @Test
    void aRunThatWasStoppedEndsInTheSameBytes() throws IOException {
        Path whole = folder.resolve("whole");
        assertEquals(0, evolve(whole, "--together", 2).code());
        Path parts = folder.resolve("parts");
        Cli.Result first = evolve(parts, "--together", 2, "--calls", 1);
        assertTrue(first.err().contains("not all rounds are done"), first.err());
        List<String> lines = Files.readAllLines(parts.resolve("ledger.jsonl"));
        assertEquals(3, lines.size());
        // as a process leaves it that is killed within a group, in the middle of a line
        Files.writeString(parts.resolve("ledger.jsonl"), lines.get(0) + "\n" + lines.get(1) + "\n{\"n\":2,\"prev");
        assertEquals(0, evolve(parts, "--together", 2).code());
        assertEquals(0, evolve(parts, "--together", 2).code()); // nothing is left to do
        for (String file : List.of("ledger.jsonl", "evolved.jsonl", "report.md")) {
            assertArrayEquals(Files.readAllBytes(whole.resolve(file)), Files.readAllBytes(parts.resolve(file)), file);
        }
    }

    @Test
    void nearDuplicatesAreKeptOnce() throws IOException {
        seeds = Files.writeString(folder.resolve("twice.jsonl"), """
                {"prompt": "%s"}
                {"prompt": "%s Please."}
                """.formatted(ADD, ADD));
        Cli.Result result = evolve(folder.resolve("out"), "--no-judge");
        assertEquals(0, result.code(), result.err());
        assertTrue(result.err().contains("round 1  seed-2  ") && result.err().contains(": duplicate"), result.err());
        assertTrue(result.out().contains("2 kept"), result.out());
    }

    @Test
    @Tag("slow")
    void aServerIsATeacherToo() throws IOException {
        Path local = folder.resolve("local");
        assertEquals(0, evolve(local).code());
        try (MenuraServer server = MenuraServer.start(ServerOptions.of(teacher).withPort(0))) {
            teacher = Path.of("unused");
            Cli.Result result = Cli.run(
                    "evolve",
                    seeds,
                    "--rounds",
                    2,
                    "-m",
                    "http://127.0.0.1:" + server.port() + "/v1",
                    "-o",
                    folder.resolve("remote"));
            assertEquals(0, result.code(), result.err());
        }
        assertEquals(
                Files.readString(local.resolve("evolved.jsonl")),
                Files.readString(folder.resolve("remote/evolved.jsonl")));
    }

    @Test
    void mistakesAreNamed() throws IOException {
        Path out = folder.resolve("out");
        assertEquals(0, evolve(out).code());
        Cli.Result other = evolve(out, "--profile", "code");
        assertEquals(1, other.code());
        assertTrue(other.err().contains("holds a run with other p"), other.err());
        Cli.Result layout = evolve(out, "--chat-template", "alpaca");
        assertEquals(1, layout.code());
        assertTrue(layout.err().contains("holds a run with other teacher"), layout.err());
        Cli.Result much = evolve(folder.resolve("much"), "--answer-tokens", 1_000_000);
        assertEquals(2, much.code());
        assertTrue(much.err().contains("give fewer --instruction-tokens and --answer-tokens"), much.err());
        Path ledger = out.resolve("ledger.jsonl");
        Files.writeString(ledger, Files.readString(ledger).replaceFirst("refuses negative", "refuses even"));
        Cli.Result changed = evolve(out);
        assertEquals(1, changed.code());
        assertTrue(changed.err().contains("ledger.jsonl, line"), changed.err());
        seeds = Files.writeString(folder.resolve("bad.jsonl"), "{\"text\": \"no instruction\"}\n");
        Cli.Result bad = evolve(folder.resolve("bad"));
        assertEquals(1, bad.code());
        assertTrue(bad.err().contains("bad.jsonl, line 1 holds no instruction"), bad.err());
        assertEquals(2, evolve(folder.resolve("wrong"), "--top-p", 0).code());
    }
}
