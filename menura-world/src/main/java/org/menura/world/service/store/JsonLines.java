package org.menura.world.service.store;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.menura.format.FormatException;
import org.menura.format.json.JsonLine;
import org.menura.world.service.python.PythonOperators;

/** Reads files of one JSON object a line. */
public final class JsonLines {
    /**
     * An object of a file.
     *
     * @param where file and line, for messages
     */
    public record Line(JsonNode json, String where) {
        /**
         * Returns a text.
         *
         * @throws FormatException if there is none by this name
         */
        public String text(String field) {
            JsonNode value = json.path(field);
            if (!value.isTextual()) {
                throw new FormatException("%s needs a text \"%s\"".formatted(where, field));
            }
            return value.textValue();
        }

        /**
         * Returns a list of objects, which need not be there.
         *
         * @throws FormatException if it is no list, or holds something else
         */
        public List<Line> objects(String field) {
            List<Line> out = new ArrayList<>();
            for (JsonNode item : array(field)) {
                if (!item.isObject()) {
                    throw new FormatException("%s: \"%s\" must be a list of objects".formatted(where, field));
                }
                out.add(new Line(item, where));
            }
            return out;
        }

        /**
         * Returns a list of texts, which need not be there.
         *
         * @throws FormatException if it is no list of texts
         */
        public List<String> texts(String field) {
            List<String> out = new ArrayList<>();
            for (JsonNode item : array(field)) {
                if (!item.isTextual()) {
                    throw new FormatException("%s: \"%s\" must be a list of texts".formatted(where, field));
                }
                out.add(item.textValue());
            }
            return out;
        }

        private JsonNode array(String field) {
            JsonNode list = json.path(field);
            if (!list.isArray() && !list.isMissingNode() && !list.isNull()) {
                throw new FormatException("%s: \"%s\" must be a list".formatted(where, field));
            }
            return list;
        }

        /**
         * Returns the arguments of a call, {@code arguments} or {@code kwargs}.
         *
         * @throws FormatException if it is no object
         */
        @SuppressWarnings("unchecked")
        public Map<String, @Nullable Object> arguments() {
            JsonNode given = json.has("arguments") ? json.get("arguments") : json.path("kwargs");
            if (given.isMissingNode()) {
                return new LinkedHashMap<>();
            }
            if (!given.isObject()) {
                throw new FormatException(where + ": the arguments of a call must be an object");
            }
            return (Map<String, @Nullable Object>) Objects.requireNonNull(PythonOperators.copy(given));
        }
    }

    private JsonLines() {}

    /**
     * Reads a file.
     *
     * @throws FormatException if a line is no JSON object, or there is none
     */
    public static List<Line> read(Path file) throws IOException {
        List<Line> lines = new ArrayList<>();
        JsonLine.each(file, line -> {
            if (!line.json().isObject()) {
                throw new FormatException(line.where() + " must be a JSON object");
            }
            lines.add(new Line(line.json(), line.where()));
        });
        if (lines.isEmpty()) {
            throw new FormatException(file + " holds no records");
        }
        return lines;
    }
}
