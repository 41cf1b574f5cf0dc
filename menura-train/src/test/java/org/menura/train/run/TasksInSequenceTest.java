package org.menura.train.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.menura.train.ledger.Forgetting;
import org.menura.train.ledger.LedgerReader;
import org.menura.train.recipe.Recipe;

/** Tasks one after the other, with each protection: the same bytes after a stop, and a report that holds together. */
@Tag("slow")
class TasksInSequenceTest {
    @TempDir
    static Path folder;

    private static Workshop workshop;

    @BeforeAll
    static void models() throws IOException {
        workshop = new Workshop(folder);
    }

    private static Recipe recipe(String name, String protection) {
        String adapter = protection.contains("adapters") ? "adapter: {rank: 4}\n" : "";
        return workshop.recipe(name, """
                model: {checkpoint: llama}
                tasks:
                  - {name: stories, data: {path: stories.txt}, evaluation: stories.txt, steps: 8}
                  - {name: songs, data: {path: songs.txt}, evaluation: songs.txt, steps: 6}
                  - {name: stories-again, data: {path: stories.txt}, evaluation: stories.txt, epochs: 0.5}
                protection: {%s}
                batch: {sequences: 4, length: 32}
                schedule: {name: constant, rate: 0.01}
                checkpoint: {every: 3, keep: 20}
                """.formatted(protection) + adapter);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"name: none", "name: replay, share: 0.5", "name: ewc, lambda: 100, examples: 5", "name: adapters"
            })
    void repeats(String protection) throws IOException {
        String name = protection.replaceAll("[^a-z]+", "-");
        Path once = train(recipe(name + "-once", protection), 1);
        LedgerReader ledger = new LedgerReader(once);
        TreeMap<Long, String> hashes = new TreeMap<>(ledger.checkpointHashes());
        assertTrue(hashes.keySet().containsAll(List.of(8L, 14L)), hashes.toString());

        for (int stop : List.of(8, 11)) {
            Path stopped = stoppedAndResumed(recipe(name + "-" + stop, protection), stop);
            LedgerReader other = new LedgerReader(stopped);
            TreeMap<Long, String> others = new TreeMap<>(other.checkpointHashes());
            assertTrue(others.entrySet().containsAll(hashes.entrySet()), () -> hashes + " " + others);
            assertEquals(ledger.records(), other.records());
            assertEquals(ledger.evaluations(), other.evaluations());
        }
        assertTrue(Replay.of(once, 6, 12, new RunSettings(2, "test")).agrees());
        assertTrue(
                Replay.of(once, 8, hashes.lastKey(), new RunSettings(2, "test")).agrees());

        Forgetting report = Forgetting.of(ledger).orElseThrow();
        assertEquals(List.of("stories", "songs", "stories-again"), report.tasks());
        assertEquals("loss", report.metric());
        assertEquals(4, report.values().size());
        assertTrue(report.values().get(1).get(0) < report.values().get(0).get(0));
        assertTrue(report.values().get(2).get(1) < report.values().get(1).get(1));
        if (protection.contains("adapters")) {
            assertEquals(0, report.backwardTransfer());
            assertTrue(Files.isDirectory(once.resolve("adapter-songs")));
        }
        assertEquals(report.csv(), Files.readString(once.resolve("forgetting.csv")));
        assertTrue(Files.size(once.resolve("plots/forgetting.png")) > 0);
        assertTrue(Files.size(once.resolve("plots/forgetting.svg")) > 0);
    }

    private static Path train(Recipe recipe, int threads) throws IOException {
        try (TrainingRun run =
                TrainingRun.begin(recipe, new RunSettings(threads, "test"), new TrainingRun.Listener() {})) {
            assertTrue(run.run(() -> false));
            return run.ledger().reader().folder();
        }
    }

    private static Path stoppedAndResumed(Recipe recipe, int after) throws IOException {
        Path ledger;
        int[] steps = {0};
        try (TrainingRun run = TrainingRun.begin(recipe, new RunSettings(2, "test"), new TrainingRun.Listener() {})) {
            ledger = run.ledger().reader().folder();
            assertFalse(run.run(() -> ++steps[0] >= after));
        }
        try (TrainingRun run = TrainingRun.resume(ledger, new RunSettings(1, "test"), new TrainingRun.Listener() {})) {
            assertTrue(run.next() > 0);
            assertTrue(run.run(() -> false));
        }
        return ledger;
    }
}
