package org.menura.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import org.menura.agent.mind.MindException;
import org.menura.data.runtime.UnsoundRuntimeException;
import org.menura.format.FormatException;
import org.menura.generate.session.ContextOverflowException;
import org.menura.train.TrainingException;
import picocli.CommandLine;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

/** Turns an exception into one sentence on standard error and an exit code; the stack trace shows only on demand. */
final class Failures implements IParameterExceptionHandler, IExecutionExceptionHandler {
    private final BooleanSupplier debug;

    Failures(BooleanSupplier debug) {
        this.debug = debug;
    }

    @Override
    public int handleParseException(ParameterException e, String[] args) {
        CommandLine command = e.getCommandLine();
        PrintWriter err = command.getErr();
        err.println("menura: " + message(e));
        err.flush();
        return ExitCode.USAGE;
    }

    private static String message(ParameterException e) {
        CommandLine command = e.getCommandLine();
        String help = "\nTry '" + command.getCommandSpec().qualifiedName() + " --help'.";
        if (e instanceof UnmatchedArgumentException unmatched
                && !unmatched.getUnmatched().isEmpty()) {
            String word = unmatched.getUnmatched().getFirst();
            if (!unmatched.isUnknownOption() && !command.getSubcommands().isEmpty()) {
                return unknownCommand(command, word);
            }
            List<String> near = unmatched.isUnknownOption() ? Suggestions.options(command, word) : List.of();
            return e.getMessage() + (near.isEmpty() ? help : "\nDid you mean: " + String.join(" or ", near) + "?");
        }
        return e.getMessage() + help;
    }

    /** Says that there is no such command, and which one may be meant. */
    static String unknownCommand(CommandLine command, String word) {
        String name = command.getCommandSpec().qualifiedName();
        String absent = Suggestions.absent(word);
        if (absent != null) {
            return absent;
        }
        List<String> near = Suggestions.commands(command, word);
        String hint = near.isEmpty()
                ? "`" + name + " --help` lists all"
                : "did you mean "
                        + near.stream().map(n -> "`" + name + " " + n + "`").collect(Collectors.joining(" or "))
                        + "?";
        return "there is no command '%s'; %s".formatted(word, hint);
    }

    @Override
    public int handleExecutionException(Exception e, CommandLine command, ParseResult parsed) {
        PrintWriter err = command.getErr();
        if (e instanceof StandardOutput.FailedException failed) {
            return report(failed, err);
        }
        err.println("menura: " + sentence(e));
        if (debug.getAsBoolean()) {
            e.printStackTrace(err);
        }
        err.flush();
        return ExitCode.SOFTWARE;
    }

    /** Says that results could not be printed, unless the reader has gone; returns the exit code. */
    static int report(StandardOutput.FailedException e, PrintWriter err) {
        if (e.isBrokenPipe()) {
            return StandardOutput.BROKEN_PIPE;
        }
        err.println("menura: " + e.getMessage());
        err.flush();
        return ExitCode.SOFTWARE;
    }

    /** Java reads arguments as UTF-8: bytes of a name that are none are lost to it. */
    private static String missing(String file) {
        return "no such file or folder: " + file
                + (file.contains("\ufffd") ? " (if it is there, its name is not UTF-8: rename it)" : "");
    }

    /** What went wrong in one sentence, in words a user can act on. */
    static String sentence(Throwable e) {
        return switch (e) {
            case UncheckedIOException wrapped when wrapped.getCause() != null -> sentence(wrapped.getCause());
            case NoSuchFileException missing -> missing(missing.getFile());
            case AccessDeniedException denied -> "no permission for " + denied.getFile();
            case FileAlreadyExistsException present -> present.getFile() + " exists already";
            case NotDirectoryException file -> file.getFile() + " is not a folder";
            case FileSystemException io when io.getReason() != null -> io.getFile() + ": " + io.getReason();
            case CharacterCodingException _ -> "a file that should hold text is not encoded in UTF-8";
            case CancellationException _, ClosedByInterruptException _ -> "stopped";
            case FormatException _,
                    IllegalArgumentException _,
                    ContextOverflowException _,
                    TrainingException _,
                    MindException _,
                    UnsoundRuntimeException _,
                    IOException _
            when e.getMessage() != null -> e.getMessage();
            default -> "unexpected " + e + " (--debug shows where; please report it)";
        };
    }
}
