package org.menura.cli;

import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code menura help}: what a command does and takes. */
@Command(
        name = "help",
        description = "Shows what a command does and what it takes.",
        footer = {"%nExamples:", "  menura help", "  menura help run", "  menura help adapter merge"})
final class HelpCommand implements Callable<Integer> {
    @Spec
    private @Nullable CommandSpec spec;

    @Parameters(arity = "0..*", paramLabel = "COMMAND", description = "The command; none for the list of all.")
    private List<String> words = List.of();

    @Override
    public Integer call() {
        CommandLine self = Objects.requireNonNull(spec).commandLine();
        CommandLine command = self.getParent();
        for (String word : words) {
            CommandLine next = command.getSubcommands().get(word);
            if (next == null) {
                throw new ParameterException(self, Failures.unknownCommand(command, word));
            }
            command = next;
        }
        command.usage(self.getOut());
        self.getOut().flush();
        return 0;
    }
}
