package org.menura.agent.run;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs whose process is killed (SIGKILL) at random places, and that are resumed: every effect happens once, the files are the same. */
@Tag("slow")
class KilledRunTest {
    private static final int KILLED = 137;
    private static final List<String> FILES = List.of("notes.txt", "log.txt", "state.txt");

    @TempDir
    private Path folder;

    private Path whole = Path.of("");
    private long size;

    @BeforeEach
    void runUndisturbed() throws Exception {
        assumeTrue(System.getProperty("os.name").equals("Linux"), "the child kills itself as Linux does");
        whole = folder.resolve("whole");
        var _ = KillableRun.run(whole);
        size = Files.size(whole.resolve("journal.jsonl"));
    }

    /** With {@code -Dkills=1000} as many as wanted; 20 otherwise. */
    @Test
    void runsThatAreKilledAgainAndAgainEndAsTheyWouldHave() throws Exception {
        int kills = Integer.getInteger("kills", 20);
        long start = System.nanoTime();
        int done = killed(kills, new SplittableRandom(Long.getLong("seed", 1)));
        System.err.println("%d kills in %d s".formatted(done, (System.nanoTime() - start) / 1_000_000_000));
        assertTrue(done >= kills);
    }

    private int killed(int wanted, SplittableRandom random) throws Exception {
        int kills = 0;
        int runs = 0;
        while (kills < wanted) {
            Path run = folder.resolve("run" + runs++);
            while (true) {
                Path journal = run.resolve("journal.jsonl");
                long now = Files.exists(journal) ? Files.size(journal) : 0;
                // Anywhere in what is left, so that a run is killed several times; then it may come to its end.
                long at = now < size && kills < wanted ? now + 1 + random.nextLong(size - now) : Long.MAX_VALUE;
                if (!isKilled(run, at, random.nextLong(400_000))) {
                    break;
                }
                kills++;
            }
            check(run);
            if (wanted > 20) {
                System.err.println(kills + " kills");
            }
        }
        return kills;
    }

    private boolean isKilled(Path run, long bytes, long nanos) throws IOException, InterruptedException {
        Path said = folder.resolve("said.txt");
        Process jvm = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-XX:+UseSerialGC",
                        "--enable-native-access=ALL-UNNAMED",
                        "--add-modules",
                        "jdk.incubator.vector",
                        "-cp",
                        System.getProperty("java.class.path"),
                        KillableRun.class.getName(),
                        run.toString(),
                        Long.toString(bytes),
                        Long.toString(nanos))
                .redirectErrorStream(true)
                .redirectOutput(said.toFile())
                .start();
        try {
            assertTrue(jvm.waitFor(300, TimeUnit.SECONDS), "the child hangs");
        } finally {
            jvm.destroyForcibly();
        }
        if (jvm.exitValue() == KILLED) {
            return true;
        }
        assertEquals(0, jvm.exitValue(), () -> text(said));
        return false;
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            return e.toString();
        }
    }

    private void check(Path run) throws IOException {
        for (String name : FILES) {
            assertArrayEquals(
                    Files.readAllBytes(whole.resolve("out").resolve(name)),
                    Files.readAllBytes(run.resolve("out").resolve(name)),
                    name);
        }
        List<JournalEntry> entries = Journal.read(run);
        assertTrue(entries.getLast().event() instanceof Event.Finished);
        List<String> done = entries.stream()
                .map(JournalEntry::event)
                .filter(Event.CallDone.class::isInstance)
                .map(e -> ((Event.CallDone) e).key())
                .toList();
        assertEquals(done.size(), done.stream().distinct().count(), "a call was done twice");
        assertEquals(
                Journal.read(whole).stream()
                        .filter(e -> e.event() instanceof Event.CallDone)
                        .count(),
                done.size());
        assertEquals(
                done.size(),
                entries.stream()
                        .map(JournalEntry::event)
                        .filter(Event.CallIntended.class::isInstance)
                        .map(e -> ((Event.CallIntended) e).key())
                        .collect(Collectors.toSet())
                        .size());
    }
}
