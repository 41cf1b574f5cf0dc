package org.menura.cli;

import java.io.Console;
import java.io.IOException;
import org.jline.terminal.Terminal;
import org.jline.terminal.TerminalBuilder;
import org.jspecify.annotations.Nullable;

/** The terminal that the program was started at. */
final class Terminals {
    private static volatile @Nullable Terminal replacement;

    private Terminals() {}

    /** Whether somebody sits there: input comes from keys, and output is seen. */
    static boolean isInteractive() {
        if (replacement != null) {
            return true;
        }
        Console console = System.console();
        return console != null && console.isTerminal();
    }

    /** Opens it for the editing of lines. */
    static Terminal open() throws IOException {
        Terminal known = replacement;
        return known != null
                ? known
                : TerminalBuilder.builder()
                        .name("menura")
                        .system(true)
                        .nativeSignals(true)
                        .build();
    }

    /** Puts another in its place; null for the real one. */
    static void replace(@Nullable Terminal terminal) {
        replacement = terminal;
    }
}
