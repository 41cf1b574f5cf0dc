package org.menura.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** What docs/data.md shows of a shell, done in a folder of its own: the same lines come out. */
@Tag("slow")
@DisabledOnOs(OS.WINDOWS)
class DataGuideTest {
    private static final Pattern FILE = Pattern.compile("<!-- file: (\\S+) -->\n```\\w+\n(.*?)```\n", Pattern.DOTALL);
    private static final Pattern SHELL = Pattern.compile("```console\n(.*?)```\n", Pattern.DOTALL);
    private static final String COMMAND = "$ menura ";

    @TempDir
    private Path folder;

    @Test
    void whatTheGuideShowsComesOut() throws IOException, InterruptedException {
        String guide =
                Files.readString(Cli.repository().resolve("docs/data.md")).replace("\r\n", "\n");
        Files.createSymbolicLink(folder.resolve("models"), Cli.repository().resolve("models"));
        Matcher files = FILE.matcher(guide);
        while (files.find()) {
            Path file = folder.resolve(files.group(1));
            Files.createDirectories(file.getParent());
            Files.writeString(file, files.group(2));
        }
        int done = 0;
        Matcher shell = SHELL.matcher(guide);
        while (shell.find()) {
            String[] parts = shell.group(1).split(Pattern.quote(COMMAND), -1);
            for (int i = 1; i < parts.length; i++) {
                int end = parts[i].indexOf('\n');
                assertEquals(parts[i].substring(end + 1), printed(parts[i].substring(0, end)));
                done++;
            }
        }
        assertTrue(done >= 7, "commands: " + done);
    }

    private String printed(String command) throws IOException, InterruptedException {
        ProcessBuilder builder = ChildProcess.builder(
                        folder, "", List.of(command.split(" ")).toArray(String[]::new))
                .redirectError(folder.resolve("err").toFile());
        builder.environment().put("JDK_JAVA_OPTIONS", "--add-modules=jdk.incubator.vector");
        Process process = builder.start();
        String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(0, process.waitFor(), command + "\n" + Files.readString(folder.resolve("err")));
        return out;
    }
}
