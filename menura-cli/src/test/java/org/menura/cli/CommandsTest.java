package org.menura.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

class CommandsTest {
    @Test
    void namesAreThoseThatTheClassesTakeForThemselves() {
        for (String name : Commands.NAMES) {
            CommandLine.Command command =
                    Objects.requireNonNull(Commands.named(name), name).getAnnotation(CommandLine.Command.class);
            assertEquals(name, command.name());
            for (String alias : command.aliases()) {
                assertEquals(Commands.named(name), Commands.named(alias), alias);
            }
        }
        assertNull(Commands.named("rn"));
    }

    @Test
    void aCommandAloneIsTheSameAsAmongAll() {
        CommandLine all = Main.commandLine();
        for (Map.Entry<String, CommandLine> one : all.getSubcommands().entrySet()) {
            CommandLine alone = Main.commandLine("--debug", one.getKey());
            assertNotNull(alone.getSubcommands().get(one.getKey()), one.getKey());
            assertEquals(usages(one.getValue()), usages(alone.getSubcommands().get(one.getKey())), one.getKey());
        }
        assertEquals(usages(all), usages(Main.commandLine("help", "run")));
        assertEquals(usages(all), usages(Main.commandLine("rn")));
        assertEquals(usages(all), usages(Main.commandLine("--help", "run")));
    }

    @Test
    void onlyTheCommandThatIsCalledIsThere() {
        assertEquals(
                1,
                Main.commandLine("list").getSubcommands().values().stream()
                        .distinct()
                        .count());
        assertTrue(Main.commandLine("completion").getSubcommands().containsKey("run"));
    }

    /** What a command and all below it say of themselves. */
    private static List<String> usages(CommandLine command) {
        List<String> out = new ArrayList<>(List.of(command.getUsageMessage()));
        command.getSubcommands().forEach((name, below) -> {
            out.add(name);
            out.addAll(usages(below));
        });
        return out;
    }
}
