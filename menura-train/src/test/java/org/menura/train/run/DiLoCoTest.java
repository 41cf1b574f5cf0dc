package org.menura.train.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.menura.format.FormatException;
import org.menura.format.Sha256;
import org.menura.train.ledger.LedgerReader;
import org.menura.train.ledger.StepRecord;
import org.menura.train.recipe.Recipe;

/** Replicas that are joined now and then: the same bytes whoever computes them. */
@Tag("slow")
class DiLoCoTest {
    private static final String KEYS = """
            model: {checkpoint: llama}
            data: [{path: stories.txt}]
            diloco: {replicas: 3, inner: 4}
            steps: 16
            batch: {sequences: 2, length: 32}
            schedule: {name: cosine, rate: 0.01, warmup: 2}
            checkpoint: {every: 4, keep: 20}
            evaluation: {every: 8, data: stories.txt}
            """;

    @TempDir
    static Path folder;

    private static Workshop workshop;

    @BeforeAll
    static void models() throws IOException {
        workshop = new Workshop(folder);
    }

    private static Path train(Recipe recipe, RunSettings settings) throws IOException {
        try (TrainingRun run = TrainingRun.begin(recipe, settings, new TrainingRun.Listener() {})) {
            assertTrue(run.run(() -> false));
            return run.ledger().reader().folder();
        }
    }

    private static void assertSame(Path expected, Path found) throws IOException {
        LedgerReader one = new LedgerReader(expected);
        LedgerReader other = new LedgerReader(found);
        assertEquals(one.checkpointHashes(), other.checkpointHashes());
        assertEquals(one.records(), other.records());
        assertEquals(one.evaluations(), other.evaluations());
        String model = "model/model.safetensors";
        assertEquals(Sha256.of(expected.resolve(model)), Sha256.of(found.resolve(model)));
        assertFalse(Files.exists(found.resolve("rounds")));
    }

    @Test
    void bytesAreTheSameWhoeverComputes() throws IOException {
        Path whole = train(workshop.recipe("whole", KEYS), new RunSettings(1, "test"));
        List<StepRecord> records = new LedgerReader(whole).records();
        assertEquals(16, records.size());
        assertTrue(records.getLast().loss() < 0.8 * records.getFirst().loss(), records.toString());
        assertEquals(4, new LedgerReader(whole).checkpointHashes().size());
        assertTrue(Replay.of(whole, 4, 12, new RunSettings(2, "test")).agrees());

        Replicas elsewhere = (tasks, here) -> {
            try (ExecutorService executors = Executors.newFixedThreadPool(2)) {
                List<Future<?>> all = new java.util.ArrayList<>();
                for (int time = 0; time < 2; time++) { // as if one were lost and tried again
                    for (ReplicaTask task : tasks.reversed()) {
                        all.add(executors.submit(() -> {
                            task.run(1, "test");
                            return null;
                        }));
                    }
                }
                for (Future<?> each : all) {
                    each.get();
                }
            } catch (InterruptedException | java.util.concurrent.ExecutionException e) {
                throw new IOException(e);
            }
        };
        assertSame(whole, train(workshop.recipe("elsewhere", KEYS), new RunSettings(2, true, "test", elsewhere)));
    }

    @Test
    void aRunThatFailedInARoundGoesOn() throws IOException {
        Path whole = train(workshop.recipe("undisturbed", KEYS), new RunSettings(1, "test"));
        Recipe recipe = workshop.recipe("disturbed", KEYS);
        int[] left = {7};
        Replicas failing = (tasks, here) -> {
            for (ReplicaTask task : tasks) {
                if (--left[0] < 0) {
                    throw new IOException("lost");
                }
                here.run(task);
            }
        };
        Path output = recipe.output();
        try (TrainingRun run =
                TrainingRun.begin(recipe, new RunSettings(1, true, "test", failing), new TrainingRun.Listener() {})) {
            assertThrows(IOException.class, () -> run.run(() -> false));
        }
        left[0] = 1;
        try (TrainingRun run =
                TrainingRun.resume(output, new RunSettings(1, true, "test", failing), new TrainingRun.Listener() {})) {
            assertEquals(8, run.next());
            assertThrows(IOException.class, () -> run.run(() -> false));
        }
        try (TrainingRun run = TrainingRun.resume(output, new RunSettings(2, "test"), new TrainingRun.Listener() {})) {
            assertFalse(run.run(() -> true));
            assertEquals(12, run.next());
        }
        try (TrainingRun run = TrainingRun.resume(output, new RunSettings(2, "test"), new TrainingRun.Listener() {})) {
            assertTrue(run.run(() -> false));
        }
        assertSame(whole, output);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "steps: 16 | steps: 15 | steps must be a multiple of diloco.inner, 4",
                "steps: 16 | epochs: 2 | diloco goes with steps",
                "every: 4, | every: 5, | checkpoint.every must be a multiple of diloco.inner, 4",
                "every: 8, | every: 6, | evaluation.every must be a multiple of diloco.inner, 4",
                "steps: 16 | {steps: 16, ema: {decay: 0.9}} | diloco goes not with tasks or ema",
                "replicas: 3 | replicas: 0 | diloco.replicas must be"
            })
    void whatDoesNotFitIsRefused(String what, String with, String said) {
        String keys = KEYS.replace(what, with.startsWith("{") ? "steps: 16\nema: {decay: 0.9}" : with);
        FormatException e = assertThrows(FormatException.class, () -> workshop.recipe("wrong", keys));
        assertTrue(String.valueOf(e.getMessage()).contains(said), e.getMessage());
    }
}
