package org.menura.world.claims;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;
import org.menura.format.FormatException;
import org.menura.format.json.Json;
import org.menura.format.json.JsonLine;

/** Reads the rows of the JSON Lines files of a folder, in the order of names and lines. */
public final class Rows {
    private Rows() {}

    /**
     * A row.
     *
     * @param where it stands, for error messages
     * @param id given by the row, or made of its file and line
     */
    public record Row(JsonNode json, String where, String id) {
        /** Returns a text. */
        public String text(String name) {
            JsonNode value = json.path(name);
            if (!value.isTextual() || value.textValue().isBlank()) {
                throw new FormatException("%s: a text \"%s\" is needed".formatted(where, name));
            }
            return value.textValue();
        }

        /** Returns a list of texts. */
        public List<String> texts(String name) {
            JsonNode list = json.path(name);
            List<String> texts = new ArrayList<>();
            for (JsonNode value : list) {
                if (!value.isTextual()) {
                    throw new FormatException("%s: \"%s\" must hold texts alone".formatted(where, name));
                }
                texts.add(value.textValue());
            }
            if (!list.isArray() || texts.isEmpty()) {
                throw new FormatException("%s: a list \"%s\" of texts is needed".formatted(where, name));
            }
            return texts;
        }
    }

    /** Returns whether a folder has a file whose first row has some fields. */
    public static boolean hold(Path folder, Set<String> fields) {
        return !files(folder, fields).isEmpty();
    }

    /** Tells people what a folder must hold. */
    public static String needed(Set<String> fields) {
        return "a .jsonl file whose rows have "
                + String.join(", ", fields.stream().sorted().toList());
    }

    private static List<Path> files(Path folder, Set<String> fields) {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> all = Files.list(folder)) {
            return all.filter(f -> f.toString().endsWith(".jsonl") && begins(f, fields))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static boolean begins(Path file, Set<String> fields) {
        try (Stream<String> lines = Files.lines(file)) {
            String first = lines.filter(l -> !l.isBlank()).findFirst().orElse("{}");
            JsonNode json = Json.parse(first.startsWith("\ufeff") ? first.substring(1) : first, file.toString());
            return fields.stream().allMatch(json::has);
        } catch (IOException | UncheckedIOException | FormatException _) {
            return false;
        }
    }

    /**
     * Reads the rows of the files whose first row has some fields.
     *
     * @param fields that tell the files; ids that are given must be unique
     * @throws FormatException if a row is malformed, or there is none
     */
    public static <T> List<T> read(Path folder, Set<String> fields, Function<Row, T> reader) throws IOException {
        List<T> out = new ArrayList<>();
        Set<String> ids = new HashSet<>();
        for (Path file : files(folder, fields)) {
            JsonLine.each(file, line -> {
                String id = line.json().path("id").asText("");
                String known = id.isBlank() ? "%s-%d".formatted(file.getFileName(), line.number()) : id;
                if (!ids.add(known)) {
                    throw new FormatException("%s: the id %s is there twice".formatted(line.where(), known));
                }
                out.add(reader.apply(new Row(line.json(), line.where(), known)));
            });
        }
        if (out.isEmpty()) {
            throw new FormatException("%s needs %s".formatted(folder, needed(fields)));
        }
        return out;
    }
}
