package org.menura.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What cannot be printed is no success. */
@Tag("slow")
class StandardOutputTest {
    private static final String STORIES = Cli.stories().toString();

    @TempDir
    private Path folder;

    @ParameterizedTest
    @EnabledOnOs(OS.LINUX)
    @ValueSource(
            strings = {
                "run STORIES -p Once -n 3",
                "run STORIES --prompts PROMPTS -n 3",
                "tokenize STORIES -p Once",
                "info STORIES --json",
                "score STORIES -p Once",
                "verify STORIES",
                "--help",
                "run --help",
                "--version",
                "help draw"
            })
    void aFullDiskEndsACommandWithASentence(String command) throws IOException, InterruptedException {
        Path prompts = Files.writeString(folder.resolve("prompts.txt"), "Once\n");
        String[] words = Stream.of(command.split(" "))
                .map(w -> w.replace("STORIES", STORIES).replace("PROMPTS", prompts.toString()))
                .toArray(String[]::new);
        Process process = ChildProcess.start(folder, "exec 2>> log > /dev/full", words);
        assertEquals(1, process.waitFor());
        String said = ChildProcess.printed(folder);
        assertTrue(said.contains("menura: the standard output can't be written: No space left on device"), said);
        assertFalse(said.contains("\tat "), said);
    }

    @Test
    @EnabledOnOs({OS.LINUX, OS.MAC})
    void aClosedOutputIsAFailure() throws IOException, InterruptedException {
        Process process = ChildProcess.start(folder, "exec 2>> log >&-", "tokenize", STORIES, "-p", "Once");
        assertEquals(1, process.waitFor());
        String said = ChildProcess.printed(folder);
        assertTrue(said.contains("menura: the standard output can't be written: "), said);
    }

    @Test
    @EnabledOnOs({OS.LINUX, OS.MAC})
    void aReaderThatGoesEndsTheComputing() throws IOException, InterruptedException {
        ProcessBuilder builder =
                ChildProcess.builder(folder, "", "run", STORIES, "-n", "1000000000", "--ignore-eos", "--session", "s");
        Process process = builder.redirectError(folder.resolve("err").toFile()).start();
        try (InputStream out = process.getInputStream()) {
            assertEquals(20, out.readNBytes(20).length);
        }
        assertTrue(process.waitFor(2, TimeUnit.MINUTES));
        assertEquals(StandardOutput.BROKEN_PIPE, process.exitValue());
        try (Stream<String> said = Files.lines(folder.resolve("err"))) {
            // The child has no Vector API, which is all that it says.
            assertEquals(
                    List.of(),
                    said.filter(l -> !l.matches(".*(VectorApi|Vector API).*")).toList());
        }
        assertFalse(Files.exists(folder.resolve("s")));
    }

    @Test
    void whatCanBePrintedIsPrinted() {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        assertEquals(
                0,
                Main.commandLine()
                        .setOut(StandardOutput.writer(out, StandardCharsets.UTF_8))
                        .execute("tokenize", STORIES, "--decode", "403"));
        assertTrue(out.size() > 1, out.toString(StandardCharsets.UTF_8));
    }
}
