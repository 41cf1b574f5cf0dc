package org.menura.data;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Readers of plain text files, in UTF-8, as documents. Blank documents are passed over; the others are kept to the last
 * blank.
 */
public final class TextReader {
    private static final byte[] LINE = {'\n'};
    private static final byte[] NOTHING = {};

    private TextReader() {}

    /** Returns a reader of each file as one document (of 256 MiB at most). */
    public static Function<Path, Cursor<String>> whole() {
        return file -> new Pieces(new ByteInput(file), NOTHING);
    }

    /**
     * Returns a reader of documents with a separator between them, such as {@code <|endoftext|>}, which is no part of
     * them.
     */
    public static Function<Path, Cursor<String>> separatedBy(String separator) {
        if (separator.isEmpty()) {
            throw new IllegalArgumentException("the separator of documents is empty; whole files need none");
        }
        byte[] bytes = separator.getBytes(StandardCharsets.UTF_8);
        return file -> new Pieces(new ByteInput(file), bytes);
    }

    /** Returns a reader of documents separated by one blank line or more. */
    public static Function<Path, Cursor<String>> separatedByBlankLines() {
        return file -> new Paragraphs(new ByteInput(file));
    }

    private record Pieces(ByteInput input, byte[] separator) implements Cursor<String> {
        @Override
        public @Nullable String next() {
            String text = input.next(separator);
            while (text != null && text.isBlank()) {
                text = input.next(separator);
            }
            return text;
        }

        @Override
        public void close() {
            input.close();
        }
    }

    private record Paragraphs(ByteInput input) implements Cursor<String> {
        @Override
        public @Nullable String next() {
            StringBuilder text = new StringBuilder();
            for (String line = input.next(LINE); line != null; line = input.next(LINE)) {
                if (!line.isBlank()) {
                    text.append(line.endsWith("\r") ? line.substring(0, line.length() - 1) : line)
                            .append('\n');
                } else if (!text.isEmpty()) {
                    break;
                }
            }
            return text.isEmpty() ? null : text.substring(0, text.length() - 1);
        }

        @Override
        public void close() {
            input.close();
        }
    }
}
