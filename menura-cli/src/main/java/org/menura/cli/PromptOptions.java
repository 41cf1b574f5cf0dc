package org.menura.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.menura.format.FormatException;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Spec.Target;

/** Where a text comes from. */
final class PromptOptions {
    @Spec(Target.MIXEE)
    private @Nullable CommandSpec command;

    @Option(
            names = {"-p", "--prompt"},
            paramLabel = "TEXT",
            description = "The text.")
    private @Nullable String text;

    @Option(
            names = {"-f", "--file"},
            paramLabel = "FILE",
            description = "The text is the content of FILE, encoded in UTF-8; - is the standard input.")
    private @Nullable Path file;

    /** Takes words of the command line for the text; those that are null are none. */
    void take(@Nullable String... words) {
        for (String word : words) {
            if (word != null && text != null) {
                throw new ParameterException(
                        Objects.requireNonNull(command).commandLine(),
                        "the text is given twice, as \"%s\" and as \"%s\"; put a text of several words into quotes"
                                .formatted(text, word));
            }
            text = word == null ? text : word;
        }
    }

    /** Whether a text is given. */
    boolean isGiven() {
        return text != null || file != null;
    }

    /** Refuses two texts at once. */
    void check() {
        if (text != null && file != null) {
            throw new ParameterException(
                    Objects.requireNonNull(command).commandLine(), "the text is given twice, with -p and with -f");
        }
    }

    /** The text that is given, or null. */
    @Nullable
    String text() {
        check();
        return file == null ? text : read(file);
    }

    /** The text that is given; else what stands ready on the standard input, if anything does. */
    String textOrInput() {
        String given = text();
        return given == null ? waiting() : given;
    }

    /** What stands ready on the standard input; empty if nothing does. */
    private static String waiting() {
        try {
            return System.in.available() == 0 ? "" : decode(System.in.readAllBytes(), "the standard input");
        } catch (IOException _) {
            return ""; // closed
        }
    }

    /**
     * The text as a prompt: the line end with which files end is no part of it, and what stands ready on the standard
     * input follows a text of the command line after a blank line.
     */
    String prompt() {
        check();
        if (text == null) {
            return withoutLineEnd(textOrInput());
        }
        String input = withoutLineEnd(waiting());
        return input.isEmpty() ? text : text + "\n\n" + input;
    }

    private static String withoutLineEnd(String text) {
        return text.replaceFirst("\\R\\z", "");
    }

    /**
     * The content of a file.
     *
     * @param file {@code -} for the standard input
     * @throws FormatException if it is not UTF-8
     */
    static String read(Path file) {
        if (Files.isDirectory(file)) {
            throw new FormatException(file + " is a folder, no file of text");
        }
        try {
            byte[] bytes = file.toString().equals("-") ? System.in.readAllBytes() : Files.readAllBytes(file);
            return decode(bytes, file.toString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String decode(byte[] bytes, String source) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new FormatException(source + " is not encoded in UTF-8", e);
        }
    }
}
