package org.menura.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The rehearsal runs in a process of its own here too, as the launcher runs it. */
@Tag("slow")
class RehearsalTest {
    @TempDir
    private Path folder;

    @ParameterizedTest
    @EnumSource
    void everyCommandSucceeds(Rehearsal.Scope scope) throws IOException, InterruptedException {
        Path work = folder.resolve("new");
        assertEquals(0, Rehearsal.prepare(work, new PrintWriter(System.err, true)));
        Path log = folder.resolve("log");
        ProcessBuilder builder = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "--add-modules",
                        "jdk.incubator.vector",
                        "--enable-native-access=ALL-UNNAMED",
                        "-XX:+UseSerialGC",
                        "-Dmenura.home=" + Cli.repository(),
                        Rehearsal.class.getName(),
                        work.toString(),
                        scope.text())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile());
        builder.environment().put("CLASSPATH", System.getProperty("java.class.path"));
        int code = builder.start().waitFor();
        assertEquals(0, code, () -> read(log));
    }

    private static String read(Path log) {
        try {
            return Files.readString(log);
        } catch (IOException e) {
            return e.toString();
        }
    }
}
