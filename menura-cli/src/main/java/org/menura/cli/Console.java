package org.menura.cli;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Spec.Target;

/** Where a command prints. */
@Command
final class Console {
    private static final Set<String> STANDARD_OUTPUT = Set.of("/dev/stdout", "/dev/fd/1", "/proc/self/fd/1");

    @Spec(Target.MIXEE)
    private @Nullable CommandSpec command;

    private CommandLine line() {
        return Objects.requireNonNull(command).commandLine();
    }

    /** The command that prints. */
    CommandSpec spec() {
        return Objects.requireNonNull(command);
    }

    /** For results. */
    PrintWriter out() {
        return line().getOut();
    }

    /** For what is said about them. */
    PrintWriter err() {
        return line().getErr();
    }

    /** Prints a part of a line at once. */
    void stream(String text) {
        out().print(text);
        out().flush();
    }

    /** Prints a line. */
    void line(String text) {
        out().println(text);
        out().flush();
    }

    /** Says what was written where: not on the standard output if that is where it went. */
    void wrote(Path file, String what) {
        if (STANDARD_OUTPUT.contains(file.toString())) {
            note(what);
        } else {
            line(what);
        }
    }

    /** Prints a line that is no result. */
    void note(String text) {
        err().println(text);
        err().flush();
    }

    /** Asks at the terminal; no answer is no. */
    @SuppressWarnings("SystemConsoleNull")
    static boolean agreed(String question) {
        java.io.Console terminal = System.console();
        if (terminal == null || !terminal.isTerminal()) {
            return false;
        }
        String answer = terminal.readLine("%s [y/N] ", question);
        return answer != null && List.of("y", "yes").contains(answer.strip().toLowerCase(Locale.ROOT));
    }

    /** Wrong usage of the command. */
    ParameterException wrong(String message) {
        return new ParameterException(line(), message);
    }
}
