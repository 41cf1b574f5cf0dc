package org.menura.cli;

import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.AutoComplete;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code menura completion}: lets a shell complete commands and options. */
@Command(
        name = "completion",
        description = {
            "Prints a script with which a shell completes commands and options.",
            "Fed to the shell at its start, in ~/.bashrc or ~/.zshrc, it is there in every terminal."
        },
        footer = {"%nExamples:", "  source <(menura completion bash)", "  source <(menura completion zsh)"})
final class CompletionCommand implements Callable<Integer> {
    private enum Shell {
        BASH,
        ZSH
    }

    @Spec
    private @Nullable CommandSpec spec;

    @Mixin
    private Console console = new Console();

    @Parameters(paramLabel = "bash|zsh", description = "The shell; both take the same script.")
    private Shell shell = Shell.BASH;

    @Override
    public Integer call() {
        CommandSpec root = Objects.requireNonNull(spec).root();
        console.stream(AutoComplete.bash(root.name(), root.commandLine()));
        return 0;
    }
}
