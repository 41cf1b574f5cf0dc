package org.menura.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import java.util.SortedMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.extension.AnnotatedElementContext;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.io.TempDirFactory;
import org.menura.train.ledger.LedgerReader;

/**
 * {@code menura train} in processes of their own, which are killed without warning, or meet a limit of the system, and are
 * resumed until the run ends: its ledger has the bytes of that of a run that nothing disturbed. Chance and the machine's
 * speed decide what is tried, never what must come out. With {@code -Dkills=1000} at least as many kills as wanted; 8
 * otherwise.
 */
@Tag("slow")
class KillTest {
    private static final int KILLS = Integer.getInteger("kills", 8);

    /** Of one run, which is then left to end. */
    private static final int KILLS_OF_A_RUN = 7;

    private static final Moment[] EARLIER = {Moment.CHECKPOINT, Moment.TIME, Moment.STEPS};

    private static final long SEED = 20250701;

    private static final String KEYS = """
            schedule: {rate: 0.01, warmup: 5}
            ema: {decay: 0.9}
            steps: 400
            checkpoint: {every: 2, keep: 2, milestones: 100}
            evaluation: {every: 90, data: ../held-out.txt}
            """;

    /** In memory where that is possible: forcing to a disk takes most of the time, and is for power failures. */
    @TempDir(factory = Memory.class)
    private Path folder;

    private final Random random = new Random(SEED);

    static final class Memory implements TempDirFactory {
        @Override
        public Path createTempDirectory(AnnotatedElementContext element, ExtensionContext context) throws IOException {
            Path memory = Path.of("/dev/shm");
            return Files.isWritable(memory)
                    ? Files.createTempDirectory(memory, "menura-kill")
                    : Files.createTempDirectory("menura-kill");
        }
    }

    /** When a process is killed. */
    private enum Moment {
        /** Anywhere in its life. */
        TIME,
        /** After some steps of its own. */
        STEPS,
        /** While a checkpoint is written or deleted. */
        CHECKPOINT,
        /** When the last step is done, while plots and the model are written. */
        END
    }

    @Test
    void killedRunsEndWithTheBytesOfAWholeOne() throws IOException, InterruptedException {
        long start = System.nanoTime();
        Path whole = begin("whole", KEYS);
        assertEquals(0, train(whole, 1).waitFor(), () -> printed(whole));
        long lifetime = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start);
        SortedMap<String, String> expected = TinyRun.content(whole.resolve("run"));
        assertTrue(expected.containsKey("model/model.safetensors"), expected.toString());

        int kills = 0;
        for (int number = 0; kills < KILLS; number++) {
            Path killed = begin("killed-" + number, KEYS);
            int before = kills;
            boolean alive = true;
            for (int i = 1; alive && i <= KILLS_OF_A_RUN; i++) {
                Moment moment = i == KILLS_OF_A_RUN ? Moment.END : EARLIER[i % EARLIER.length];
                alive = killed(killed, moment, lifetime / 2); // half of a life, as each is shorter than the one before
                kills += alive ? 1 : 0;
            }
            assertEquals(0, train(killed, 1 + number % 2).waitFor(), () -> printed(killed));
            assertSame(
                    expected,
                    TinyRun.content(killed.resolve("run")),
                    "run %d, killed %d times".formatted(number, kills - before));
        }
    }

    @Test
    @DisabledOnOs(OS.WINDOWS) // which has no limit to the size of files
    void whatTheSystemWillNotStoreEndsARunWithItsLastCheckpoint() throws IOException, InterruptedException {
        String keys = "steps: 1200\ncheckpoint: {every: 100}\n";
        Path whole = begin("whole", keys);
        assertEquals(0, train(whole, 2).waitFor(), () -> printed(whole));
        Path full = begin("full", keys);
        // 48 KiB hold any other file, but not a record for each step.
        Process confined = ChildProcess.start(full, "ulimit -f 96", "train", "recipe.yaml");
        assertEquals(1, confined.waitFor(), () -> printed(full));
        long last = new LedgerReader(full.resolve("run"))
                .lastCheckpoint()
                .orElseThrow()
                .step();
        String said = printed(full).strip();
        assertTrue(said.contains("metrics.jsonl could not be written: "), said);
        assertTrue(said.endsWith("the run can go on from step-%06d, which is complete".formatted(last)), said);
        assertEquals(0, train(full, 1).waitFor(), () -> printed(full));
        assertSame(TinyRun.content(whole.resolve("run")), TinyRun.content(full.resolve("run")), "the resumed run");
    }

    @Test
    void aRunIsLeftAloneWhileAnotherProcessMakesIt() throws IOException, InterruptedException {
        Path busy = begin("busy", "steps: 1_000_000\ncheckpoint: {every: 1_000_000}\n");
        Process process = train(busy, 1);
        try {
            Path metrics = busy.resolve("run/metrics.jsonl");
            while (process.isAlive() && size(metrics) == 0) {
                process.waitFor(1, TimeUnit.MILLISECONDS);
            }
            Cli.Result result = Cli.run("train", "--resume", busy.resolve("run"));
            assertEquals(1, result.code(), result.out());
            assertEquals(
                    "menura: %s is in use by another run; wait for its end, or give this run a folder of its own"
                            .formatted(busy.resolve("run")),
                    result.err().strip());
            assertEquals(0, Cli.run("ledger", "show", busy.resolve("run")).code());
            assertTrue(process.isAlive(), () -> printed(busy));
        } finally {
            process.destroyForcibly().waitFor();
        }
    }

    private Path begin(String name, String keys) throws IOException {
        TinyRun.recipe(folder.resolve(name), keys);
        return folder.resolve(name);
    }

    /** A process that begins the run in a folder, or goes on with it. */
    private static Process train(Path run, int threads) throws IOException {
        String count = Integer.toString(threads);
        return LedgerReader.isLedger(run.resolve("run"))
                ? ChildProcess.start(run, "", "train", "--threads", count, "--resume", "run")
                : ChildProcess.start(run, "", "train", "--threads", count, "recipe.yaml");
    }

    /** Starts a process and kills it; false if it came to its end before. */
    private boolean killed(Path run, Moment moment, long longest) throws IOException, InterruptedException {
        Process process = train(run, 1 + random.nextInt(2));
        switch (moment) {
            case TIME -> process.waitFor(random.nextLong(longest), TimeUnit.MILLISECONDS);
            case STEPS -> {
                Path metrics = run.resolve("run/metrics.jsonl");
                long size = size(metrics) + random.nextLong(5000);
                while (process.isAlive() && size(metrics) <= size) {
                    process.waitFor(1, TimeUnit.MILLISECONDS);
                }
            }
            case CHECKPOINT -> {
                while (process.isAlive() && !isInCheckpoint(run)) {
                    Thread.yield();
                }
            }
            case END -> {
                while (process.isAlive() && !Files.exists(run.resolve("run/plots"))) {
                    process.waitFor(1, TimeUnit.MILLISECONDS);
                }
                process.waitFor(random.nextLong(100), TimeUnit.MILLISECONDS);
            }
        }
        process.destroyForcibly().waitFor();
        return process.exitValue() != 0;
    }

    private static boolean isInCheckpoint(Path run) {
        String[] names = run.resolve("run/checkpoints").toFile().list();
        return names != null && Stream.of(names).anyMatch(n -> n.endsWith(".part") || n.endsWith(".deleted"));
    }

    private static long size(Path file) {
        return file.toFile().length();
    }

    private static String printed(Path run) {
        try {
            return ChildProcess.printed(run);
        } catch (IOException e) {
            return e.toString();
        }
    }

    private static void assertSame(SortedMap<String, String> expected, SortedMap<String, String> found, String what) {
        assertEquals(expected.keySet(), found.keySet(), what);
        expected.forEach((file, hash) -> assertEquals(hash, found.get(file), file + " of " + what));
    }
}
