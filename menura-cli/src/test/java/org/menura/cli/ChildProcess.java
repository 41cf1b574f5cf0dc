package org.menura.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Runs the command in a process of its own, which can be killed or confined. */
final class ChildProcess {
    private ChildProcess() {}

    /**
     * Starts {@code menura ...}; what it prints is added to the file {@code log} in its folder. The vector module is left
     * out, as it takes longer to start than it saves here.
     *
     * @param shell what a shell does before, such as {@code ulimit}; empty for nothing
     */
    static Process start(Path folder, String shell, String... args) throws IOException {
        return builder(folder, shell, args)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log(folder).toFile()))
                .start();
    }

    /** Prepares what {@link #start} starts. */
    static ProcessBuilder builder(Path folder, String shell, String... args) {
        List<String> command = new ArrayList<>();
        if (!shell.isEmpty()) {
            command.addAll(List.of("sh", "-c", shell + "; exec \"$@\"", "sh"));
        }
        command.addAll(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-XX:-UsePerfData",
                Main.class.getName()));
        command.addAll(List.of(args));
        ProcessBuilder builder = new ProcessBuilder(command).directory(folder.toFile());
        builder.environment().put("CLASSPATH", System.getProperty("java.class.path"));
        return builder;
    }

    /** What the processes of a folder have printed. */
    static String printed(Path folder) throws IOException {
        return Files.readString(log(folder));
    }

    private static Path log(Path folder) {
        return folder.resolve("log");
    }
}
