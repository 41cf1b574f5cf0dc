package org.menura.format.json;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.function.Consumer;
import org.menura.format.FormatException;
import org.menura.format.TextFile;

/**
 * A line of a file of one JSON value a line.
 *
 * @param where file and line, for messages
 * @param number of the line, from 1
 */
public record JsonLine(JsonNode json, String where, int number) {
    /**
     * Reads the lines of a file one after the other; blank ones are passed over.
     *
     * @throws FormatException if the file is not encoded in UTF-8, or a line holds no JSON
     */
    public static void each(Path file, Consumer<JsonLine> reader) throws IOException {
        each(TextFile.read(file), file, reader);
    }

    /**
     * Reads the lines of a file whose text was read; see {@link #each(Path, Consumer)}.
     *
     * @throws FormatException if a line holds no JSON
     */
    public static void each(String text, Path file, Consumer<JsonLine> reader) {
        int number = 0;
        for (String line : text.lines().toList()) {
            number++;
            if (!line.isBlank()) {
                String where = "%s, line %d".formatted(file, number);
                reader.accept(new JsonLine(Json.parse(line, where), where, number));
            }
        }
    }
}
