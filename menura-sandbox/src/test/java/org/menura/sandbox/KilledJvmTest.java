package org.menura.sandbox;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A JVM that is killed takes its programs with it, and the next one removes their folders. */
@Tag("slow")
class KilledJvmTest {
    private static final String TOKEN = "evil-orphan-" + ProcessHandle.current().pid();

    /** Runs a program that does not end. */
    public static void main(String[] args) throws Exception {
        Sandbox.open()
                .run(SandboxCommand.of("/bin/sh", "-c", "trap '' TERM; while :; do sleep 0.05; done", args[0])
                        .limits(Limits.standard().within(Duration.ofSeconds(60))));
    }

    @Test
    void aKilledJvmTakesItsProgramsWithIt() throws Exception {
        try {
            Sandbox.open();
        } catch (SandboxException e) {
            assumeTrue(false, e.getMessage());
        }
        Process jvm = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        KilledJvmTest.class.getName(),
                        TOKEN)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        try {
            assertTrue(eventually(() -> !running().isEmpty()), "the program did not start");
        } finally {
            jvm.destroyForcibly();
        }
        assertTrue(jvm.waitFor(5, TimeUnit.SECONDS));
        assertTrue(eventually(() -> running().isEmpty()), () -> "still running: " + running());
        Workspace.removeStale();
        try (Stream<Path> files = Files.list(Path.of(System.getProperty("java.io.tmpdir")))) {
            String left = "menura-sandbox-" + jvm.pid() + "-";
            assertEquals(
                    0,
                    files.filter(f -> f.getFileName().toString().startsWith(left))
                            .count());
        }
    }

    private interface Condition {
        boolean holds() throws IOException;
    }

    private static boolean eventually(Condition condition) throws IOException, InterruptedException {
        for (int i = 0; i < 400; i++) {
            if (condition.holds()) {
                return true;
            }
            Thread.sleep(25);
        }
        return false;
    }

    /** Processes that hold the token, but for the JVM itself. */
    private static List<Path> running() {
        try (Stream<Path> processes = Files.list(Path.of("/proc"))) {
            return processes
                    .filter(p -> p.getFileName().toString().matches("[0-9]+"))
                    .filter(p -> {
                        String words = words(p);
                        return words.contains(TOKEN) && words.contains("trap") && !words.contains("java");
                    })
                    .toList();
        } catch (IOException e) {
            return List.of();
        }
    }

    private static String words(Path process) {
        try {
            return Files.readString(process.resolve("cmdline"), StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            return "";
        }
    }
}
