package org.menura.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

class HelpTest {
    @Test
    void everyCommandHasHelpWithExamples() {
        List<String> commands = List.copyOf(Main.commandLine().getSubcommands().keySet());
        assertTrue(commands.containsAll(List.of(
                "run",
                "chat",
                "info",
                "models",
                "init",
                "tokenize",
                "verify",
                "convert",
                "quantize",
                "perplexity",
                "embed",
                "bench",
                "pull")));
        for (String command : commands) {
            Cli.Result help = Cli.run(command, "--help");
            assertEquals(0, help.code(), command);
            assertTrue(help.out().contains("  menura " + command), help.out());
            assertTrue(help.out().contains("Examples:"), help.out());
        }
    }
}
