package org.menura.train.run;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;
import org.menura.data.IndexedJson;
import org.menura.format.FormatException;
import org.menura.train.rl.episode.EnvironmentSettings;
import org.menura.train.rl.episode.EpisodeSpec;
import org.menura.train.rl.episode.KeyAndDoor;
import org.menura.train.rl.episode.Turn;

/** Demonstrations from a policy's own successes: they solve their tasks, and a stop changes no byte of them. */
@Tag("slow")
class EpisodeSamplingTest {
    private static final int TASKS = 40;
    private static final EpisodeSampling.Settings FEW = new EpisodeSampling.Settings(List.of(), 8, 1, 3);

    @TempDir
    static Path folder;

    private static Workshop workshop;
    private static Path run;

    @BeforeAll
    static void policy() throws IOException {
        workshop = new Workshop(folder);
        Files.write(
                folder.resolve("tasks.jsonl"),
                LongStream.range(0, TASKS)
                        .mapToObj("{\"seed\": %d, \"rooms\": 3}"::formatted)
                        .toList());
        run = train("policy", "name: episode-grpo, max_steps: 12, group: 2", "tasks.jsonl");
    }

    private static Path train(String name, String objective, String data) throws IOException {
        String recipe = """
                model: {checkpoint: walker}
                data: {path: %s, format: episodes}
                objective: {environment: test-key-and-door, %s}
                batch: {sequences: 2, length: 512}
                optimizer: {weight_decay: 0}
                schedule: {name: constant, rate: 1e-3}
                steps: 1""".formatted(data, objective);
        return train(name, recipe);
    }

    private static Path train(String name, String recipe) throws IOException {
        try (TrainingRun begun = TrainingRun.begin(
                workshop.recipe(name, recipe), new RunSettings(2, "test"), new TrainingRun.Listener() {})) {
            assertTrue(begun.run(() -> false));
            return begun.ledger().reader().folder();
        }
    }

    private static EpisodeSampling.Counts sample(Path out, int threads) throws IOException {
        return EpisodeSampling.write(run, FEW, new RunSettings(threads, "test"), out, c -> {}, () -> false);
    }

    private static List<EpisodeSpec> read(Path file) {
        IndexedJson<EpisodeSpec> lines = IndexedJson.lines(List.of(file), EpisodeSpec::of);
        return LongStream.range(0, lines.count()).mapToObj(lines::get).toList();
    }

    @Test
    void eachLineSolvesItsTaskAndCanBeCloned() throws IOException {
        Path out = folder.resolve("made/own.jsonl");
        EpisodeSampling.Counts counts = sample(out, 2);
        List<EpisodeSpec> own = read(out);
        assertTrue(counts.isComplete());
        assertEquals(TASKS, counts.tasks());
        assertEquals(own.size(), counts.solved());
        assertTrue(own.size() > 3 && counts.successes() > own.size(), counts::toString);
        for (EpisodeSpec task : own) {
            assertTrue(task.actions().size() <= 12);
            var world = new KeyAndDoor().create(EnvironmentSettings.of(List.of("rooms=3"), null));
            Turn turn = world.reset(task.seed());
            for (String action : task.actions()) {
                assertFalse(turn.done());
                turn = world.step(action);
            }
            assertEquals(1, turn.reward());
        }
        train("cloned", "name: behavior-cloning", "made/own.jsonl");
    }

    @Test
    void aStopAndTheThreadsChangeNoByte() throws IOException {
        Path whole = folder.resolve("whole.jsonl");
        sample(whole, 1);
        Path out = folder.resolve("stopped.jsonl");
        List<EpisodeSampling.Counts> seen = new ArrayList<>();
        EpisodeSampling.Counts first =
                EpisodeSampling.write(run, FEW, new RunSettings(2, "test"), out, seen::add, () -> !seen.isEmpty());
        assertEquals(16, first.tasks()); // 128 episodes pass together
        assertFalse(Files.exists(out));
        Path part = folder.resolve("stopped.jsonl.sampling");
        Files.writeString(part, Files.readString(part) + "{\"seed\": 99, \"act"); // a process that was killed
        EpisodeSampling.Counts rest =
                EpisodeSampling.write(run, FEW, new RunSettings(2, "test"), out, seen::add, () -> false);
        assertEquals(TASKS, rest.tasks());
        assertEquals(
                List.of(16L, 32L, 40L),
                seen.stream().map(EpisodeSampling.Counts::tasks).toList());
        assertArrayEquals(Files.readAllBytes(whole), Files.readAllBytes(out));
        assertFalse(Files.exists(part));
    }

    @Test
    void whatCannotActIsRefused() throws IOException {
        Path out = folder.resolve("refused.jsonl");
        assertSays("attempts must be 1 to 128", () -> new EpisodeSampling.Settings(List.of(), 0, 1, 0));
        assertSays("temperature", () -> new EpisodeSampling.Settings(List.of(), 1, 0, 0));
        Files.writeString(out, "");
        assertSays("is there already", () -> sample(out, 1));
        Path text = train("text", """
                model: {checkpoint: walker}
                data: {path: tasks.jsonl, format: text}
                batch: {sequences: 1, length: 32}
                steps: 1""");
        assertSays("which acts in no environment", () -> refuse(text));
        Path adapter = train("adapter", """
                model: {checkpoint: walker}
                data: {path: tasks.jsonl, format: episodes}
                objective: {name: episode-grpo, environment: test-key-and-door, max_steps: 2, group: 2}
                adapter: {rank: 2, alpha: 2}
                batch: {sequences: 1, length: 512}
                steps: 1""");
        assertSays("taught an adapter", () -> refuse(adapter));
        assertSays("holds no ledger", () -> refuse(folder));
    }

    private static void refuse(Path other) throws IOException {
        EpisodeSampling.write(other, FEW, new RunSettings(1, "test"), folder.resolve("no.jsonl"), c -> {}, () -> false);
    }

    private static void assertSays(String words, Executable call) {
        FormatException e = assertThrows(FormatException.class, call);
        assertTrue(String.valueOf(e.getMessage()).contains(words), e.getMessage());
    }
}
