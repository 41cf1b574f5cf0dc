package org.menura.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.menura.train.ledger.LedgerReader;

/** What beginners run into: a sentence that helps, and a folder that a mended recipe can use. */
@Tag("slow")
class TrainMistakesTest {
    @TempDir
    private Path folder;

    private Path recipe(String keys) throws IOException {
        return TinyRun.recipe(folder.resolve("recipe"), keys + "output: ../run\n");
    }

    private Path run() {
        return folder.resolve("run");
    }

    private static void fails(String part, Object... args) {
        Cli.Result result = Cli.run(args);
        assertEquals(1, result.code(), result.out());
        assertTrue(result.err().contains(part), result.err());
    }

    private static void works(Object... args) {
        Cli.Result result = Cli.run(args);
        assertEquals(0, result.code(), result.err());
    }

    @Test
    void aRecipeThatFailedLeavesNothing() throws IOException {
        String late = "epochs: 0.02\nschedule: {warmup: 200}\n";
        fails("schedule.warmup is 200, longer than the run: its data makes ", "train", recipe(late));
        fails("schedule.warmup is 200, longer than the run: its data makes ", "train", "--check", recipe(late));
        assertFalse(Files.exists(run()));
        works("train", recipe("steps: 2\n"));
    }

    @Test
    void aRunThatCameToNothingIsReplaced() throws IOException {
        String loud = "steps: 20\noptimizer: {name: sgd, clip: 0}\nschedule: {name: constant, rate: %s}\n";
        fails("there is no checkpoint yet", "train", recipe(loud.formatted("1e30")));
        assertTrue(LedgerReader.isLedger(run()));
        works("train", recipe(loud.formatted("1e-3")));
        fails("another run of this recipe".replace("another run", "a run"), "train", recipe(loud.formatted("1e-3")));
    }

    @Test
    void dataIsLookedAtBeforeARunBegins() throws IOException {
        Files.writeString(folder.resolve("lines.jsonl"), "{\"texts\": \"Before we proceed\"}\n");
        Path recipe = recipe("steps: 2\n");
        Files.writeString(recipe, Files.readString(recipe).replace("../text.txt}", "../lines.jsonl, format: jsonl}"));
        for (Object[] command : new Object[][] {{"train", "--check", recipe}, {"train", recipe}}) {
            fails("the field 'text' is missing", command);
            fails("The key field of data says which field is read; it is text.", command);
        }
        assertFalse(Files.exists(run()));
    }

    @Test
    void keysOfOtherProgramsAreAnswered() throws IOException {
        Map<String, String> answers = Map.of(
                "learning_rate: 1e-3", "learning_rate is no key of a recipe; here that is schedule.rate",
                "schedule: {lr: 1e-3}", "schedule.lr is no key of a recipe; here that is schedule.rate",
                "batch_size: 4", "batch_size is no key of a recipe; here that is batch.sequences",
                "adapter: {r: 4}", "adapter.r is no key of a recipe; here that is adapter.rank",
                "adapter: {lora_alpha: 4}", "adapter.lora_alpha is no key of a recipe; here that is adapter.alpha",
                "adapter: {target_modules: [q_proj]}", "here that is adapter.targets");
        for (Map.Entry<String, String> e : answers.entrySet()) {
            fails(e.getValue(), "train", recipe("steps: 2\n" + e.getKey() + "\n"));
        }
    }

    @Test
    void whatIsNoRecipeIsSaid() throws IOException {
        fails("recipe.yaml, line 5: not valid YAML: it begins with a tab", "train", recipe("\tsteps: 2\n"));
        Cli.Result ofFolder = Cli.run("train", folder);
        assertEquals(2, ofFolder.code());
        assertTrue(ofFolder.err().contains("is a folder; name the recipe"), ofFolder.err());
        Files.writeString(run(), "a file");
        fails("is no folder; a run needs one for its ledger", "train", recipe("steps: 2\n"));
        Path deeper = recipe("steps: 2\n");
        Files.writeString(deeper, Files.readString(deeper).replace("output: ../run", "output: ../run/deeper"));
        fails("deeper could not be begun: ", "train", deeper);
    }

    @Test
    void theContextOfAModelIsMindedAndASingleStepIsOne() throws IOException {
        Path recipe = recipe("steps: 1\n");
        Files.writeString(recipe, Files.readString(recipe).replace("length: 16", "length: 80"));
        Cli.Result result = Cli.run("train", recipe);
        assertTrue(result.err().contains("note: batch.length is 80, but the model's context ends at 64"), result.err());
        assertTrue(result.err().contains("\n1 step, 4,"), result.err());
        assertTrue(result.out().contains(": 1 step, checkpoint "), result.out());
    }

    @Test
    void explainShowsARecipeAndLinesOfData() {
        String text = Cli.run("train", "--explain").out();
        assertTrue(text.contains("objective: {name: sft}"), text);
        assertTrue(text.contains("{\"prompt\": \"Hi!\", \"chosen\": \"Hello.\", \"rejected\": \"No.\"}"), text);
        assertTrue(text.contains("docs/training.md"), text);
    }

    @Test
    void aModelOfAnotherKindIsNamedInWords() throws IOException {
        Path recipe = recipe("steps: 1\nobjective: {name: masked-lm}\n");
        Cli.Result result = Cli.run("train", recipe);
        assertEquals(1, result.code());
        assertFalse(result.err().contains("TextEncoder"), result.err());
    }

    @Test
    void ggufFilesBringTheirTokenizerAndTemplate() throws IOException {
        Path gguf = folder.resolve("nano.gguf");
        works("convert", Cli.repository().resolve("models/nano"), gguf);
        Files.writeString(folder.resolve("chats.jsonl"), """
                {"messages": [{"role": "user", "content": "Who are you?"}, {"role": "assistant", "content": "A parrot."}]}
                """);
        for (String adapter : new String[] {"adapter: {rank: 2}", ""}) {
            Path recipe = Files.writeString(folder.resolve("gguf.yaml"), """
                    model: {checkpoint: nano.gguf}
                    data: {path: chats.jsonl, format: chat}
                    objective: {name: sft}
                    batch: {sequences: 1, length: 32}
                    steps: 2
                    output: run-%d
                    %s
                    """.formatted(adapter.length(), adapter));
            works("train", recipe, "--check");
            works("train", recipe);
        }
        works("run", gguf, "--adapter", folder.resolve("run-18/adapter"), "--instruct", "-p", "Who are you?", "-n", 3);
        works("run", folder.resolve("run-0/model"), "--instruct", "-p", "Who are you?", "-n", 3);
    }

    @Test
    @DisabledOnOs(OS.WINDOWS)
    void ctrlCSavesACheckpoint() throws IOException, InterruptedException {
        assumeFalse(isInterruptIgnored(), "whoever started the tests ignores SIGINT, as a shell does behind an &");
        Path recipe = recipe("steps: 1000000\n");
        Process process = ChildProcess.start(folder, "", "train", recipe.toString());
        try {
            while (!Files.exists(run().resolve("metrics.jsonl")) || Files.size(run().resolve("metrics.jsonl")) == 0) {
                assertTrue(process.isAlive(), () -> printed());
                Thread.onSpinWait();
            }
            assertEquals(
                    0,
                    new ProcessBuilder("kill", "-INT", Long.toString(process.pid()))
                            .start()
                            .waitFor());
            assertTrue(process.waitFor(60, TimeUnit.SECONDS), "it goes on");
        } finally {
            process.destroyForcibly();
        }
        String printed = printed();
        assertTrue(printed.contains("stopping after this step, with a checkpoint"), printed);
        assertTrue(printed.contains("; go on with: menura train --resume " + run()), printed);
        assertTrue(new LedgerReader(run()).lastCheckpoint().isPresent(), printed);
    }

    /** Whether the second bit of the ignored signals is set, which a child inherits. */
    private static boolean isInterruptIgnored() throws IOException {
        Path status = Path.of("/proc/self/status");
        return Files.exists(status)
                && Files.readAllLines(status).stream()
                        .filter(line -> line.startsWith("SigIgn:"))
                        .anyMatch(line ->
                                (Long.parseUnsignedLong(line.substring(7).strip(), 16) & 2) != 0);
    }

    private String printed() {
        try {
            return ChildProcess.printed(folder);
        } catch (IOException e) {
            return e.toString();
        }
    }
}
