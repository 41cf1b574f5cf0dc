package org.menura.cli;

import java.io.Console;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Opens a file in the program that the desktop has for it, where there is a desktop. */
final class ResultViewer {
    private ResultViewer() {}

    /** Opens a file if somebody sits at a desktop; returns whether a program was started. */
    static boolean open(Path file) {
        Console terminal = System.console();
        List<String> command = command(
                System.getProperty("os.name", ""),
                System.getenv("DISPLAY") != null || System.getenv("WAYLAND_DISPLAY") != null,
                file);
        if (terminal == null || !terminal.isTerminal() || command.isEmpty()) {
            return false;
        }
        try {
            var _ = new ProcessBuilder(command)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            return true;
        } catch (IOException e) {
            return false; // no such program: the place of the file is printed anyway
        }
    }

    /** The command that opens a file, or an empty list where there is none. */
    static List<String> command(@Nullable String system, boolean display, Path file) {
        String name = String.valueOf(system).toLowerCase(Locale.ROOT);
        String path = file.toAbsolutePath().toString();
        if (name.startsWith("mac")) {
            return List.of("open", path);
        }
        if (name.startsWith("windows")) {
            return List.of("rundll32", "url.dll,FileProtocolHandler", path);
        }
        return display ? List.of("xdg-open", path) : List.of();
    }
}
