package org.menura.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.menura.train.ledger.LedgerReader;

@Tag("slow")
class TrainCommandTest {
    private static final String SIX_STEPS = "steps: 6\ncheckpoint: {every: 2}\n";

    @TempDir
    private Path folder;

    private Path recipe(String keys) throws IOException {
        return TinyRun.recipe(folder.resolve("recipe"), keys);
    }

    private Path run() {
        return folder.resolve("recipe/run");
    }

    private static String ok(Object... args) {
        Cli.Result result = Cli.run(args);
        assertEquals(0, result.code(), result.out() + result.err());
        return TinyRun.hash(result);
    }

    private static void fails(String sentence, Object... args) {
        Cli.Result result = Cli.run(args);
        assertEquals(1, result.code(), result.out());
        List<String> lines = result.err().strip().lines().toList();
        assertEquals("menura: " + sentence, lines.getLast());
    }

    /** Takes the end of a run away, as if it had been killed before it wrote its last checkpoint. */
    private void stop() throws IOException {
        for (String name : List.of("checkpoints/step-000006", "model", "plots")) {
            delete(run().resolve(name));
        }
        Path index = run().resolve("checkpoints/index.jsonl");
        List<String> lines = Files.readAllLines(index);
        Files.write(index, lines.subList(0, lines.size() - 1));
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path p : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(p);
            }
        }
    }

    @Test
    void aRunLeavesALedgerAndAModel() throws IOException {
        Cli.Result result = Cli.run("train", recipe(SIX_STEPS), "--threads", 1);
        assertEquals(0, result.code(), result.err());
        String hash = new LedgerReader(run()).lastCheckpoint().orElseThrow().hash();
        assertEquals(
                "%s: 6 steps, checkpoint %s".formatted(run(), hash),
                result.out().strip());
        assertTrue(result.err().startsWith("tokenized: 41 documents, 3,694 tokens\n6 steps, 4,"), result.err());
        assertTrue(result.err().contains("step 2: " + run().resolve("checkpoints/step-000002")), result.err());
        assertTrue(result.err().contains("step 6/6  loss "), result.err());
        for (String plot : List.of("loss.png", "loss.svg", "learning-rate.png", "learning-rate.svg")) {
            assertTrue(Files.size(run().resolve("plots").resolve(plot)) > 1000, plot);
        }
        assertEquals(
                0,
                Cli.run("run", run().resolve("model"), "-p", "Before we", "-n", 3)
                        .code());
        assertEquals(hash, ok("train", "--resume", run()));
    }

    @Test
    void aRunSaysThatItCannotRoundAsAsked() throws IOException {
        Cli.Result result = Cli.run("train", recipe("steps: 1\nprecision: bf16\n"), "--no-onednn");
        assertEquals(0, result.code(), result.err());
        assertTrue(result.err().contains("note: without oneDNN products are computed in float32"), result.err());
    }

    @Test
    void theNumberOfThreadsChangesNoByte() throws IOException {
        String hash = ok("train", recipe(SIX_STEPS), "--threads", 1);
        Path other = TinyRun.recipe(folder.resolve("other"), SIX_STEPS);
        assertEquals(hash, ok("train", other, "--threads", 3));
        assertEquals(TinyRun.content(run()), TinyRun.content(other.resolveSibling("run")));
    }

    @Test
    void whatAKilledRunLeftBehindIsClearedAway() throws IOException {
        Path recipe = recipe(SIX_STEPS);
        Files.createDirectories(run());
        Files.writeString(run().resolve("recipe.yaml.part"), "steps: ");
        String hash = ok("train", recipe);
        var whole = TinyRun.content(run());
        whole.remove("recipe.yaml.part");
        stop();
        for (String unfinished :
                List.of("checkpoints/step-000006.part", "checkpoints/step-000002.deleted", "model.part")) {
            Files.createDirectories(run().resolve(unfinished));
            Files.writeString(run().resolve(unfinished).resolve("model.safetensors"), "half");
        }
        Files.writeString(run().resolve("metrics.jsonl"), "{\"step\":7,\"lo", StandardOpenOption.APPEND);
        assertEquals(hash, ok("train", "--resume", run()));
        assertEquals(whole.keySet(), TinyRun.content(run()).keySet());
        assertEquals(whole.get("metrics.jsonl"), TinyRun.content(run()).get("metrics.jsonl"));
    }

    @Test
    void aCheckpointThatShouldHaveGoneGoesWhenTheRunIsResumed() throws IOException {
        Path all = TinyRun.recipe(folder.resolve("all"), SIX_STEPS);
        ok("train", all);
        String hash = ok("train", recipe("steps: 6\ncheckpoint: {every: 2, keep: 1}\n"));
        var whole = TinyRun.content(run());
        // As if the run had been killed when the last checkpoint was there and the one before it still was.
        String old = "checkpoints/step-000004";
        Files.move(all.resolveSibling("run").resolve(old), run().resolve(old));
        Path index = run().resolve("checkpoints/index.jsonl");
        List<String> lines = Files.readAllLines(index);
        Files.write(index, lines.subList(0, lines.size() - 1));
        assertEquals(hash, ok("train", "--resume", run()));
        assertEquals(whole, TinyRun.content(run()));
    }

    @Test
    void aDamagedCheckpointIsNamedWithTheLastGoodOne() throws IOException {
        String hash = ok("train", recipe(SIX_STEPS));
        Path checkpoints = run().resolve("checkpoints");
        Path file = checkpoints.resolve("step-000006/model.safetensors");
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            channel.truncate(1000);
        }
        Cli.Result result = Cli.run("train", "--resume", run());
        assertEquals(1, result.code());
        assertTrue(
                result.err().startsWith("menura: %s has changed since it was written: its SHA-256 is ".formatted(file)),
                result.err());
        assertTrue(
                result.err()
                        .strip()
                        .endsWith("; the last checkpoint that is whole is %s; delete the newer ones to go on from it"
                                .formatted(checkpoints.resolve("step-000004"))),
                result.err());
        Files.delete(run().resolve("model/model.safetensors"));
        stop();
        assertEquals(hash, ok("train", "--resume", run()));
    }

    @Test
    void changedDataIsOneSentenceAndHarmsNothing() throws IOException {
        ok("train", recipe(SIX_STEPS));
        stop();
        Path text = folder.resolve("text.txt");
        String before = Files.readString(text);
        Files.writeString(text, before.replace('a', 'e'));
        var content = TinyRun.content(run());
        String sentence = "%s has changed since the run began; put the old file back, or start a new run";
        fails(sentence.formatted(text), "train", "--resume", run());
        fails(sentence.formatted(text), "ledger", "replay", run());
        assertEquals(content, TinyRun.content(run()));
        Files.writeString(text, before);
        Path config = folder.resolve("recipe/config.json");
        Files.writeString(
                config, Files.readString(config).replace("\"intermediate_size\": 16", "\"intermediate_size\": 8"));
        fails(sentence.formatted(config), "train", "--resume", run());
        Files.delete(text);
        String missing = "%s, line 10: data[0].path names %s, which is not there";
        fails(missing.formatted(run().resolve("recipe.resolved.json"), text), "train", "--resume", run());
    }

    @Test
    void dataThatChangedBeforeTheFirstCheckpointIsSeenToo() throws IOException {
        ok("train", recipe("steps: 1\n"));
        delete(run().resolve("checkpoints"));
        Files.writeString(folder.resolve("text.txt"), "other");
        fails(
                "%s has changed since the run began; put the old file back, or start a new run"
                        .formatted(folder.resolve("text.txt")),
                "train",
                "--resume",
                run());
    }

    @Test
    void aRecipeThatHasRunIsNotRunAgain() throws IOException {
        Path recipe = recipe("steps: 1\n");
        ok("train", recipe);
        fails(
                "%s holds a run of this recipe already; go on with: menura train --resume %s".formatted(run(), run()),
                "train",
                recipe);
        Files.writeString(recipe, Files.readString(recipe).replace("steps: 1", "steps: 2"));
        fails(
                "%s holds a run of another recipe, or of this one before it was changed; give the recipe another output, or go on with the old one: menura train --resume %s"
                        .formatted(run(), run()),
                "train",
                recipe);
    }

    @Test
    void aLedgerWhoseRecipeWasChangedIsRefused() throws IOException {
        ok("train", recipe("steps: 1\n"));
        Path resolved = run().resolve("recipe.resolved.json");
        Files.writeString(resolved, Files.readString(resolved).replace("\"steps\" : 1", "\"steps\" : 2"));
        String sentence =
                "%s has changed since the run began, so its ledger would no longer tell how it was made; put the old file back, or start a new run"
                        .formatted(resolved);
        fails(sentence, "train", "--resume", run());
        fails(sentence, "ledger", "replay", run());
    }

    @Test
    void anotherProgramIsToldOf() throws IOException {
        ok("train", recipe(SIX_STEPS));
        stop();
        Path code = run().resolve("code.json");
        Path marker = run().resolve("ledger.json");
        Files.writeString(
                code, Files.readString(code).replaceAll("\"vector_bits\" : \"\\d+\"", "\"vector_bits\" : \"64\""));
        Files.writeString(marker, "{\"format\":\"menura.ledger\",\"version\":1}");
        Cli.Result result = Cli.run("train", "--resume", run());
        assertEquals(0, result.code(), result.err());
        assertTrue(result.err().contains("note: vector_bits was 64 and is "), result.err());
        assertTrue(result.err().contains("may have other bytes"), result.err());
    }

    @Test
    void aLossThatIsNoNumberKeepsTheLastCheckpoint() throws IOException {
        String keys = "optimizer: {clip: 0}\nschedule: {name: constant, rate: 1e30, warmup: 4}\n";
        Path recipe = recipe("steps: 30\ncheckpoint: {every: 1}\n" + keys);
        Cli.Result result = Cli.run("train", recipe);
        assertEquals(1, result.code(), result.out());
        LedgerReader ledger = new LedgerReader(run());
        var kept = ledger.lastCheckpoint().orElseThrow();
        kept.verify();
        assertEquals(kept.step(), ledger.records().size());
        String said = result.err().strip();
        assertTrue(said.contains("menura: step %d has a loss of ".formatted(kept.step() + 1)), said);
        assertTrue(
                said.endsWith(
                        "; the checkpoint of step %d is kept: begin a run with a changed recipe from it (model.config, and model.checkpoint: %s)"
                                .formatted(kept.step(), kept.folder().resolve("model.safetensors"))),
                said);

        Path first = run().resolve("checkpoints/step-000001/model.safetensors");
        Path next = recipe("output: next\nsteps: 2\n");
        Files.writeString(
                next,
                Files.readString(next)
                        .replace("{config: config.json}", "{config: config.json, checkpoint: %s}".formatted(first)));
        ok("train", next);
    }

    @Test
    void checkpointsWaitUntilAnswersAreUsedUp() throws IOException {
        Path recipe = recipe("steps: 1\n");
        Files.writeString(folder.resolve("prompts.jsonl"), "{\"prompt\": \"Before we\"}\n{\"prompt\": \"Speak\"}\n");
        Files.writeString(recipe, """
                model: {config: config.json}
                tokenizer: %s
                data: [{path: ../prompts.jsonl, format: prompts, field: prompt}]
                objective: {name: grpo, rewards: [at-most=2], group: 2, updates: 2, rollout_length: 4}
                batch: {sequences: 1}
                steps: 6
                checkpoint: {every: 1, keep: 9}
                """.formatted(Cli.stories()));
        String hash = ok("train", recipe);
        LedgerReader ledger = new LedgerReader(run());
        assertEquals(List.of(2L, 4L, 6L), List.copyOf(ledger.checkpoints().keySet()));
        stop();
        assertEquals(hash, ok("train", "--resume", run()));
        assertEquals(0, Cli.run("ledger", "replay", run(), "--from", 2).code());
    }

    @Test
    void explainsEveryKey() {
        Cli.Result result = Cli.run("train", "--explain");
        assertEquals(0, result.code());
        assertTrue(
                result.out()
                        .contains(
                                "optimizer.clip: a number of at least 0; default 1.0\n    The largest norm of all gradients; 0 for any.\n"),
                result.out());
    }

    @Test
    void checksARecipeAndDoesNothing() throws IOException {
        Cli.Result result = Cli.run("train", "--check", recipe("steps: 6\n"));
        assertEquals(0, result.code(), result.err());
        assertTrue(result.out().contains("\"init_seed\" : 0") && result.out().contains("\"clip\" : 1.0"), result.out());
        assertFalse(Files.exists(run()));
    }

    @Test
    void mistakesInARecipeAreNamedWithTheirLine() throws IOException {
        Path wrong = recipe("steps: 6\noptimizer: {nam: lion}\n");
        fails(wrong + ", line 6: optimizer.nam is no key of a recipe; did you mean optimizer.name?", "train", wrong);
        wrong = recipe("steps: six\n");
        fails(wrong + ", line 5: steps must be a whole number from 1 on, not 'six'", "train", "--check", wrong);
        wrong = recipe("steps: 6\n");
        Files.delete(folder.resolve("text.txt"));
        fails(
                "%s, line 3: data[0].path names %s, which is not there".formatted(wrong, folder.resolve("text.txt")),
                "train",
                wrong);
        assertFalse(Files.exists(run()));
    }

    @Test
    void whatIsNoRecipeAndNoRunIsOneSentence() throws IOException {
        fails("no such file or folder: " + folder.resolve("none.yaml"), "train", folder.resolve("none.yaml"));
        fails(
                "%s is no ledger of a run: it holds no ledger.json; name the folder that a run wrote".formatted(folder),
                "train",
                "--resume",
                folder);
        Path recipe = recipe("steps: 6\n");
        Files.createDirectories(run());
        Files.writeString(run().resolve("thesis.txt"), "all of my work");
        fails(
                "%s is not empty: it holds thesis.txt; a run needs a folder of its own".formatted(run()),
                "train",
                recipe);
    }

    @Test
    void wrongUsageExitsWith2() throws IOException {
        assertEquals(2, Cli.run("train").code());
        assertEquals(
                2, Cli.run("train", recipe("steps: 1\n"), "--resume", run()).code());
        assertEquals(2, Cli.run("train", "--check", "--resume", run()).code());
        assertEquals(2, Cli.run("train", recipe("steps: 1\n"), "--threads", 0).code());
    }

    @Test
    void aRecipeNamesATemplateWhereTheTokenizerHasNone() throws IOException {
        Path data = Files.writeString(
                folder.resolve("chats.jsonl"),
                "{\"messages\": [{\"role\": \"user\", \"content\": \"Hi\"}, {\"role\": \"assistant\", \"content\": \"Ho\"}]}\n");
        Path recipe = folder.resolve("sft.yaml");
        String text = """
                model: {checkpoint: %s%s}
                data: [{path: %s, format: chat, field: messages}]
                objective: {name: sft}
                batch: {sequences: 1, length: 64}
                schedule: {rate: 0.001, warmup: 0}
                steps: 1
                output: %s
                """;
        Path run = folder.resolve("sft");
        Files.writeString(recipe, text.formatted(Cli.stories(), "", data, run));
        Cli.Result none = Cli.run("train", recipe);
        assertEquals(1, none.code());
        assertTrue(none.err().contains("model.chat_template"), none.err());
        Files.writeString(recipe, text.formatted(Cli.stories(), ", chat_template: chatlm", data, run));
        assertTrue(Cli.run("train", recipe).err().contains("chatml, llama2"));
        Files.writeString(recipe, text.formatted(Cli.stories(), ", chat_template: chatml", data, run));
        Cli.Result named = Cli.run("train", recipe);
        assertEquals(0, named.code(), named.err());
        assertTrue(Files.readString(run.resolve("model/chat_template.jinja")).contains("<|im_start|>"));
        assertEquals(0, Cli.typed("Hi\n", "chat", run.resolve("model"), "-n", 2).code());
        Cli.Result isFolder = Cli.run("train", folder);
        assertEquals(2, isFolder.code());
        assertTrue(isFolder.err().contains("is a folder"), isFolder.err());
    }
}
