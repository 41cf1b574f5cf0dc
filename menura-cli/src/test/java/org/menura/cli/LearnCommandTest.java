package org.menura.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.menura.eval.learn.ContinualLearner;
import org.menura.eval.learn.LearnData;
import org.menura.eval.learn.LearnOptions;
import org.menura.eval.learn.LearnSetup;
import org.menura.eval.learn.LearnTools;
import org.menura.eval.learn.UpdateResult;
import org.menura.eval.task.TaskLibrary;
import org.menura.generate.LoadOptions;
import org.menura.tensor.cpu.CpuBackend;
import org.menura.tensor.cpu.CpuOptions;
import org.menura.train.run.RunSettings;
import org.menura.train.run.TrainingRun;

/** A model of 260,000 parameters learns stories with new names, and is given the words of others in any order. */
class LearnCommandTest {
    @TempDir
    private Path folder;

    private Path old = Path.of("");
    private Path fresh = Path.of("");
    private Path more = Path.of("");
    private Path poisoned = Path.of("");

    @BeforeEach
    void write() throws IOException {
        String text;
        try (GZIPInputStream in = new GZIPInputStream(
                Files.newInputStream(Cli.repository().resolve("recipes/nano/data/tinystories.txt.gz")))) {
            text = new String(in.readNBytes(2_000_000), StandardCharsets.UTF_8);
        }
        List<String> stories = Arrays.stream(text.split("<\\|endoftext\\|>"))
                .map(String::strip)
                .filter(s -> s.length() > 200 && s.length() < 600)
                .toList();
        List<String> named = stories.stream().filter(s -> s.contains("Lily")).toList();
        old = write(
                "old.jsonl",
                stories.stream().filter(s -> !s.contains("Lily")).limit(12).toList());
        fresh = write("new.jsonl", named.subList(0, 20), "Lily", "Zorblax");
        more = write("more.jsonl", named.subList(20, 40), "Lily", "Quixotto");
        List<String> shuffled = new ArrayList<>();
        for (String story : stories.subList(stories.size() - 20, stories.size())) {
            List<String> words = new ArrayList<>(List.of(story.split("\\s+")));
            Collections.shuffle(words, new Random(1));
            shuffled.add(String.join(" ", words));
        }
        poisoned = write("poisoned.jsonl", shuffled);
    }

    private Path write(String name, List<String> texts, String... replaced) throws IOException {
        StringBuilder lines = new StringBuilder();
        for (String text : texts) {
            String written = replaced.length == 0 ? text : text.replace(replaced[0], replaced[1]);
            lines.append("{\"text\": \"")
                    .append(written.replace("\\", "").replace("\"", "\\\"").replace("\n", "\\n"))
                    .append("\"}\n");
        }
        return Files.writeString(folder.resolve(name), lines);
    }

    private Cli.Result learn(Path into, Object... more) {
        List<Object> all = new ArrayList<>(List.of("learn", "--into", into));
        all.addAll(List.of("--steps", 8, "--sequences", 4, "--length", 48, "--rate", "5e-3", "--tolerance", "0.25"));
        all.addAll(List.of(more));
        return Cli.run(all.toArray());
    }

    @Test
    @Tag("slow")
    void goodDataAreKeptAndPoisonedAreRolledBack() throws IOException {
        Path into = folder.resolve("learned");
        Cli.Result first = learn(into, fresh, "-m", Cli.stories(), "--retain", "stories=" + old);
        assertEquals(0, first.code(), first.out() + first.err());
        assertTrue(first.out().contains("update 1: kept"), first.out());
        assertTrue(first.out().contains("| stories | 12 |"), first.out());
        Cli.Result second = learn(into, more);
        assertEquals(0, second.code(), second.out() + second.err());
        assertTrue(second.out().contains("| update-1 | 4 |"), second.out()); // what was new has become old
        Path used = ContinualLearner.adapter(into).orElseThrow();
        assertTrue(used.endsWith("updates/0002/run/adapter"), used.toString());

        Cli.Result bad = learn(into, poisoned, "--steps", 30);
        assertEquals(LearnCommand.ROLLED_BACK, bad.code(), bad.out() + bad.err());
        assertTrue(bad.out().contains("update 3: rolled back"), bad.out());
        assertEquals(used, ContinualLearner.adapter(into).orElseThrow());
        Cli.Result status = Cli.run("learn", "status", into);
        assertTrue(status.out().contains("| 3 | 2 | 16 | rolled back |"), status.out());
        assertTrue(status.out().contains("stories, update-1, update-2 |"), status.out());
        String[] run = {"run", Cli.stories().toString(), "-p", "Once", "-n", "8", "--temp", "0", "--adapter"};
        String with = run(run, into).out();
        assertEquals(run(run, used).out(), with);

        assertEquals(0, Cli.run("learn", "rollback", into).code());
        assertTrue(ContinualLearner.adapter(into).orElseThrow().endsWith("updates/0001/run/adapter"));
        assertEquals(0, Cli.run("learn", "rollback", into, "--to", 0).code());
        assertEquals("\n", Cli.run("learn", "status", into, "--path").out());
        assertTrue(run(run, into).err().contains("uses no adapter yet"));
        assertTrue(Cli.run("learn", "rollback", into, "--to", 2).err().contains("go back to one of those"));
    }

    private static Cli.Result run(String[] words, Path adapter) {
        Object[] all = Arrays.copyOf(words, words.length + 1, Object[].class);
        all[words.length] = adapter;
        return Cli.run(all);
    }

    @Test
    @Tag("slow")
    void anInterruptedUpdateGoesOnToTheSameEnd() throws IOException {
        Path whole = folder.resolve("whole");
        LearnSetup setup = new LearnSetup(
                Cli.stories(), List.of(new LearnSetup.Retained("stories", old, 0.3)), List.of(), null, 0);
        LearnTools tools = LearnTools.of(
                LoadOptions.defaults()
                        .withBackend(new CpuBackend(CpuOptions.fastest().withExact(true))),
                new TaskLibrary(List.of(), folder),
                new RunSettings(2, "test"));
        LearnOptions options = new LearnOptions(4, 2, 32, 5e-3, 4, 8, 0, 0.2, 0.25, 0.3);
        TrainingRun.Listener silent = new TrainingRun.Listener() {};
        try (ContinualLearner learner = ContinualLearner.begin(whole, setup, tools)) {
            assertTrue(learner.update(LearnData.of(fresh), options, silent, () -> false)
                    .isKept());
        }
        Path parts = folder.resolve("parts");
        try (ContinualLearner learner = ContinualLearner.begin(parts, setup, tools)) {
            int[] asked = {0};
            UpdateResult stopped = learner.update(LearnData.of(fresh), options, silent, () -> ++asked[0] > 1);
            assertNull(stopped.report());
            assertTrue(learner.isPending());
        }
        Cli.Result refused = learn(parts, more);
        assertEquals(1, refused.code());
        assertTrue(refused.err().contains("update 1 was interrupted"), refused.err());
        Path learned = parts.resolve("updates/0001/train.jsonl");
        changed(parts, learned, "train.jsonl");
        Cli.Result resumed = learn(parts);
        assertEquals(0, resumed.code(), resumed.err());
        assertEquals(Files.readString(whole.resolve("ledger.jsonl")), Files.readString(parts.resolve("ledger.jsonl")));
        // a process that ended between the decision and the switch of the adapter
        Files.writeString(parts.resolve("current"), "base\n");
        assertEquals(0, Cli.run("learn", "status", parts).code());
        assertTrue(ContinualLearner.adapter(parts).isPresent());
        // what was learned or has become old can't be changed behind the ledger's back
        changed(parts, learned, "train.jsonl");
        changed(
                parts,
                parts.resolve("updates/0001/run/adapter/adapter_model.safetensors"),
                "adapter_model.safetensors");
        Files.writeString(parts.resolve("updates/0001/held-out.jsonl"), "{\"text\": \"easy\"}\n");
        Cli.Result changed = learn(parts, more, "--steps", 1);
        assertEquals(1, changed.code());
        assertTrue(changed.err().contains("held-out.jsonl is missing or was changed"), changed.err());
    }

    /** A file of a folder with one byte more is refused, wherever it is used. */
    private void changed(Path into, Path file, String named) throws IOException {
        byte[] bytes = Files.readAllBytes(file);
        Files.write(file, Arrays.copyOf(bytes, bytes.length + 1));
        String[] run = {"run", Cli.stories().toString(), "-p", "Once", "-n", "1", "--adapter"};
        List<Cli.Result> results = new ArrayList<>(List.of(Cli.run("learn", "status", into), learn(into)));
        if (Files.readString(into.resolve("ledger.jsonl")).contains("\"decision\"")) {
            results.add(run(run, into));
        }
        for (Cli.Result result : results) {
            assertEquals(1, result.code(), result.out());
            assertTrue(result.err().contains(named + " is missing or was changed"), result.err());
        }
        Files.write(file, bytes);
    }

    @Test
    @Tag("slow")
    void conversationsAreLearnedAndTasksAreHeld() throws IOException {
        StringBuilder lines = new StringBuilder();
        for (String thing : List.of("dog", "cat", "boat", "ball", "tree", "bird", "car", "fish", "hat", "cake")) {
            lines.append("""
                    {"messages": [{"role": "user", "content": "What is the %s called?"}, {"role": "assistant", "content": "The %s is called Zorblax."}]}
                    """.formatted(thing, thing));
        }
        Path chats = Files.writeString(folder.resolve("chats.jsonl"), lines);
        Path into = folder.resolve("learned");
        Cli.Result kept = learn(
                into,
                chats,
                "-m",
                Cli.nano(),
                "--retain",
                "stories=" + old,
                "--task",
                "story_words",
                "--task-limit",
                4,
                "--task-tolerance",
                1,
                "--tolerance",
                3);
        assertEquals(0, kept.code(), kept.out() + kept.err());
        assertTrue(kept.out().contains("| story_words, "), kept.out());
        assertTrue(learn(into, chats, "--gain", 1).err().contains("leave out --retain, --task"));
        assertTrue(learn(into, chats, "--task-tolerance", 1).err().contains("leave out --retain, --task"));
    }

    @Test
    void mistakesAreNamed() throws IOException {
        assertTrue(Cli.run("learn", fresh).err().contains("--into DIR"));
        Path into = folder.resolve("learned");
        assertTrue(learn(into, fresh).err().contains("is new: name the model with -m"));
        assertTrue(learn(into, fresh, "-m", Cli.stories(), "--retain", old, "--share", 2)
                .err()
                .contains("shares are"));
        Path mixed = Files.writeString(
                folder.resolve("mixed.jsonl"),
                "{\"text\": \"a\"}\n{\"messages\": [{\"role\": \"user\", \"content\": \"b\"}]}\n");
        Cli.Result both = learn(into, fresh, "-m", Cli.stories(), "--retain", mixed);
        assertTrue(both.err().contains("hold both texts and conversations"), both.err());
        assertTrue(Cli.run("learn", "status", folder.resolve("nothing")).err().contains("has learned nothing yet"));
    }
}
