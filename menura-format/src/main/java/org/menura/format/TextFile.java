package org.menura.format;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Reads files of text. */
public final class TextFile {
    private TextFile() {}

    /**
     * Reads a file of text in UTF-8, without its byte order mark.
     *
     * @throws FormatException if it is not encoded in UTF-8, or a folder
     */
    public static String read(Path file) throws IOException {
        try {
            String text = Files.readString(InputFile.of(file));
            return text.startsWith("\ufeff") ? text.substring(1) : text;
        } catch (CharacterCodingException e) {
            throw new FormatException(file + " is not encoded in UTF-8", e);
        }
    }

    /**
     * Reads the lines of a file of text in UTF-8; only line feeds and carriage returns end a line.
     *
     * @throws FormatException if it is not encoded in UTF-8, or a folder
     */
    public static List<String> lines(Path file) throws IOException {
        return read(file).lines().toList();
    }
}
