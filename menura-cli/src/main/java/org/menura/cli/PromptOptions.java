package org.menura.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.menura.format.FormatException;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Option;

/** Where a text comes from. */
final class PromptOptions {
    @ArgGroup
    private @Nullable Source source;

    private static final class Source {
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
    }

    /** Whether a text is given. */
    boolean isGiven() {
        return source != null;
    }

    /** The text that is given, or null. */
    @Nullable
    String text() {
        if (source == null) {
            return null;
        }
        return source.file == null ? source.text : read(source.file);
    }

    /** The text that is given; else what stands ready on the standard input, if anything does. */
    String textOrInput() {
        String given = text();
        try {
            if (given != null || System.in.available() == 0) {
                return given == null ? "" : given;
            }
            return decode(System.in.readAllBytes(), "the standard input");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The same as a prompt: the line end with which files end is no part of it. */
    String prompt() {
        String text = textOrInput();
        boolean typed = source != null && source.file == null;
        return typed ? text : text.replaceFirst("\\R\\z", "");
    }

    /**
     * The content of a file.
     *
     * @param file {@code -} for the standard input
     * @throws FormatException if it is not UTF-8
     */
    static String read(Path file) {
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
