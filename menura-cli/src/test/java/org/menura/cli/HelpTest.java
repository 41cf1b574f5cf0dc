package org.menura.cli;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

@Tag("slow")
class HelpTest {
    private static final int WIDTH = 80;

    private static List<CommandLine> all(CommandLine of) {
        List<CommandLine> all = new ArrayList<>();
        of.getSubcommands().values().stream().distinct().forEach(c -> {
            all.add(c);
            all.addAll(all(c));
        });
        return all;
    }

    @Test
    void everyCommandHasHelpWithExamples() {
        CommandLine menura = Main.commandLine();
        List<String> commands = List.copyOf(menura.getSubcommands().keySet());
        assertTrue(commands.containsAll(List.of(
                "run",
                "generate",
                "chat",
                "info",
                "models",
                "init",
                "tokenize",
                "verify",
                "convert",
                "quantize",
                "perplexity",
                "score",
                "embed",
                "classify",
                "bench",
                "pull",
                "train",
                "finetune",
                "help",
                "completion")));
        for (String command : commands) {
            Cli.Result help = Cli.run(command, "--help");
            assertEquals(0, help.code(), command);
            String name = menura.getSubcommands().get(command).getCommandName();
            assertTrue(help.out().contains("menura " + name), help.out());
            assertTrue(help.out().contains("Examples:"), help.out());
            assertEquals(help.out(), Cli.run("help", command).out());
        }
    }

    @Test
    void firstLinesAreWholeSentencesAndExamplesCanBeCopied() {
        for (CommandLine command : all(Main.commandLine())) {
            String name = command.getCommandSpec().qualifiedName();
            String first = command.getCommandSpec().usageMessage().description()[0];
            assertTrue(first.endsWith("."), name + ": " + first);
            for (String line : command.getCommandSpec().usageMessage().footer()) {
                if (line.startsWith("  menura") || line.startsWith("    ")) {
                    assertTrue(line.length() <= WIDTH, name + ": " + line);
                }
            }
        }
    }

    @Test
    void textsAreFormatsThatPicocliCanPrint() {
        for (CommandLine command : all(Main.commandLine())) {
            CommandLine.Model.CommandSpec spec = command.getCommandSpec();
            Stream.of(
                            Stream.of(
                                    spec.usageMessage().header(),
                                    spec.usageMessage().description(),
                                    spec.usageMessage().footer()),
                            spec.options().stream().map(CommandLine.Model.ArgSpec::description),
                            spec.positionalParameters().stream().map(CommandLine.Model.ArgSpec::description))
                    .flatMap(texts -> texts)
                    .flatMap(Stream::of)
                    .forEach(text -> assertDoesNotThrow(() -> String.format(text), spec.qualifiedName() + ": " + text));
        }
    }

    @Test
    void helpFindsCommandsWithinCommands() {
        Cli.Result nested = Cli.run("help", "adapter", "merge");
        assertEquals(0, nested.code(), nested.err());
        assertTrue(nested.out().startsWith("Usage: menura adapter merge"), nested.out());
        assertTrue(Cli.run("help").out().contains("  run"), "the list of all");
        assertEquals(2, Cli.run("help", "rnu").code());
    }

    @ParameterizedTest
    @CsvSource({
        "rn, `menura run`",
        "cht, `menura chat`",
        "lm_eval, `menura eval`",
        "download, `menura pull`",
        "qantize, `menura quantize`",
        "txt2img, `menura draw`",
        "server, `menura serve`",
        "ps, no model stays in memory",
        "xyzzy, `menura --help` lists all"
    })
    void aCommandThatThereIsNotIsAnswered(String typed, String answer) {
        Cli.Result result = Cli.run(typed);
        assertEquals(2, result.code());
        assertTrue(result.err().contains(answer), result.err());
        assertEquals(1, result.err().lines().count());
    }

    @Test
    void aMistypedOptionIsAnsweredWithItsNeighbour() {
        Cli.Result result = Cli.run("run", "--tmp", "1");
        assertEquals(2, result.code());
        assertTrue(result.err().contains("Did you mean: --temp"), result.err());
        Cli.Result within = Cli.run("adapter", "mrge");
        assertTrue(within.err().contains("`menura adapter merge`"), within.err());
    }

    @Test
    void shellsGetAScript() {
        Cli.Result bash = Cli.run("completion", "bash");
        assertEquals(0, bash.code(), bash.err());
        assertTrue(bash.out().contains("complete -F _complete_menura"), bash.out());
        assertTrue(bash.out().toLowerCase(Locale.ROOT).contains("finetune"), "aliases are completed too");
        assertEquals(bash.out(), Cli.run("completion", "zsh").out());
        assertEquals(2, Cli.run("completion", "fish").code());
        assertFalse(bash.out().isBlank());
    }

    @Test
    void tokenizersTakeNoOptionsOfComputing() {
        assertEquals(2, Cli.run("tokenize", Cli.stories(), "--exact", "-p", "a").code());
        assertEquals(2, Cli.run("info", Cli.stories(), "--no-onednn").code());
    }
}
