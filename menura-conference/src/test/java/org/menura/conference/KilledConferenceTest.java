package org.menura.conference;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.menura.conference.check.Checker;
import org.menura.conference.tool.PostOffice;

/**
 * Conferences whose process is killed (SIGKILL) at random places, and that are resumed: the outputs have the same bytes, and the mail
 * server, which lives on, got no mail twice. With {@code -Dkills=1000} as many kills as wanted; 4 otherwise.
 */
@Tag("slow")
class KilledConferenceTest {
    private static final int KILLED = 137;
    private static final long SEED = 1003;
    private static final int PER_RUN = 10; // kills of one conference at most

    @TempDir
    private Path dir;

    @Test
    void killedConferencesEndAsTheyWouldHave() throws Exception {
        assumeTrue(System.getProperty("os.name").equals("Linux"), "the child kills itself as Linux does");
        Held held = Held.of(dir, SEED);
        Path whole = dir.resolve("whole");
        try (PostOffice post = PostOffice.start(dir.resolve("whole-post"))) {
            KillableConference.run(whole, held.inputs(), held.key(), post.mailer());
        }
        assertEquals(
                List.of(),
                Checker.check(held.inputs(), held.key(), whole.resolve("out")).findings());
        int wanted = Integer.getInteger("kills", 4);
        SplittableRandom random = new SplittableRandom(Long.getLong("seed", 1));
        int kills = 0;
        for (int n = 0; kills < wanted; n++) {
            kills += killed(held, whole, dir.resolve("run" + n), Math.min(wanted - kills, PER_RUN), random);
        }
        System.err.println(kills + " kills");
    }

    private int killed(Held held, Path whole, Path run, int most, SplittableRandom random) throws Exception {
        long size = Files.size(whole.resolve("journal.jsonl"));
        Path mails = run.resolveSibling(run.getFileName() + "-post");
        int kills = 0;
        try (PostOffice post = PostOffice.start(mails)) {
            while (true) {
                Path journal = run.resolve("journal.jsonl");
                long now = Files.exists(journal) ? Files.size(journal) : 0;
                // Within what a share of the rest is, so that one conference is killed often
                long left = Math.max(1, (size - now) / Math.max(1, (most - kills) / 2));
                long at = now < size && kills < most ? now + 1 + random.nextLong(left) : Long.MAX_VALUE;
                if (!isKilled(held, run, post, at, random.nextLong(3_000_000))) {
                    break;
                }
                kills++;
            }
        }
        assertEquals(files(whole.resolve("out")), files(run.resolve("out")));
        for (String f : files(run.resolve("out"))) {
            assertEquals(
                    -1,
                    Files.mismatch(
                            whole.resolve("out").resolve(f), run.resolve("out").resolve(f)),
                    f);
        }
        List<String> ids = new ArrayList<>();
        for (String f : files(mails)) {
            Files.readString(mails.resolve(f))
                    .lines()
                    .filter(l -> l.startsWith("Message-ID:"))
                    .forEach(ids::add);
        }
        assertEquals(new HashSet<>(ids).size(), ids.size(), "a mail was sent twice");
        assertEquals(files(whole.resolve("out").resolve("sent")).size(), ids.size());
        return kills;
    }

    private boolean isKilled(Held held, Path run, PostOffice post, long bytes, long nanos)
            throws IOException, InterruptedException {
        Path said = dir.resolve("said.txt");
        Process jvm = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-XX:+UseSerialGC",
                        "-Xmx256m",
                        "--enable-native-access=ALL-UNNAMED",
                        "--add-modules",
                        "jdk.incubator.vector",
                        "-cp",
                        System.getProperty("java.class.path"),
                        KillableConference.class.getName(),
                        run.toString(),
                        held.inputs().toString(),
                        held.key().toString(),
                        Integer.toString(post.mailer().smtp()),
                        Integer.toString(post.mailer().imap()),
                        Long.toString(bytes),
                        Long.toString(nanos))
                .redirectErrorStream(true)
                .redirectOutput(said.toFile())
                .start();
        assertTrue(jvm.waitFor(300, TimeUnit.SECONDS), "the child hangs");
        if (jvm.exitValue() == KILLED) {
            return true;
        }
        assertEquals(0, jvm.exitValue(), Files.readString(said));
        return false;
    }

    private static List<String> files(Path folder) throws IOException {
        try (Stream<Path> all = Files.walk(folder)) {
            return all.filter(Files::isRegularFile)
                    .map(p -> folder.relativize(p).toString())
                    .sorted()
                    .toList();
        }
    }
}
