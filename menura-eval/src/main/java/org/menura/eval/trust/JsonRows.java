package org.menura.eval.trust;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.menura.data.dolma.DocumentJson;
import org.menura.data.source.LineReader;
import org.menura.format.FormatException;

/** Reads JSON lines with fields that must be there. */
final class JsonRows {
    /**
     * A line.
     *
     * @param place of the line, for messages
     */
    record Row(JsonNode json, String place) {
        String text(String field) {
            JsonNode value = json.path(field);
            if (!value.isTextual() && !value.isNumber()) {
                throw new FormatException("%s has no text in its field %s".formatted(place, field));
            }
            return value.asText();
        }

        int index(String field, int below) {
            JsonNode value = json.path(field);
            if (!value.isInt() || value.asInt() < 0 || value.asInt() >= below) {
                throw new FormatException(
                        "%s has no index from 0 to %d in its field %s".formatted(place, below - 1, field));
            }
            return value.asInt();
        }
    }

    private JsonRows() {}

    static List<Row> read(Path file) {
        List<Row> out = new ArrayList<>();
        try (LineReader lines = new LineReader(file)) {
            for (LineReader.Line line = lines.next(); line != null; line = lines.next()) {
                String place = file + ", line " + line.number();
                JsonNode json = DocumentJson.parse(line.bytes(), place);
                if (!json.isObject()) {
                    throw new FormatException(place + " is no JSON object");
                }
                out.add(new Row(json, place));
            }
        }
        if (out.isEmpty()) {
            throw new FormatException(file + " holds no lines");
        }
        return out;
    }
}
