package org.menura.eval.card;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Files;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.SequencedMap;
import org.menura.data.source.LineReader;
import org.menura.format.FormatException;

/** Formats of files, and the fields of their records. */
final class DataFields {
    private static final String JSON_LINES = "application/jsonlines";
    private static final int LOOKED_AT = 200;

    private DataFields() {}

    /** Returns the MIME type that Croissant names a file's format by. */
    static String encoding(String name) {
        String lower = name.toLowerCase(Locale.ROOT);
        if (lower.endsWith(".gz")) {
            return "application/gzip";
        }
        if (lower.endsWith(".zst")) {
            return "application/zstd";
        }
        Map<String, String> types = Map.of(
                "jsonl", JSON_LINES,
                "json", "application/json",
                "csv", "text/csv",
                "tsv", "text/tab-separated-values",
                "parquet", "application/x-parquet",
                "png", "image/png",
                "jpg", "image/jpeg",
                "wav", "audio/wav",
                "md", "text/markdown",
                "txt", "text/plain");
        return types.getOrDefault(lower.substring(lower.lastIndexOf('.') + 1), "application/octet-stream");
    }

    /** Adds the records of a file of JSON lines, if it is one and lies here. */
    static void recordSet(DataSubject.DataFile file, String id, String type, ArrayNode records) {
        if (!type.equals(JSON_LINES) || !Files.isRegularFile(file.path())) {
            return;
        }
        SequencedMap<String, JsonNode> fields = new LinkedHashMap<>();
        try (LineReader lines = new LineReader(file.path())) {
            int number = 0;
            for (LineReader.Line line = lines.next(); line != null && number < LOOKED_AT; line = lines.next()) {
                number++;
                String text = new String(line.bytes(), java.nio.charset.StandardCharsets.UTF_8);
                if (!text.isBlank()) {
                    DataCard.parsed(text, file.path() + ", line " + line.number())
                            .properties()
                            .forEach(f -> fields.merge(f.getKey(), f.getValue(), (a, b) -> a.isNull() ? b : a));
                }
            }
        } catch (FormatException e) {
            return; // a file that only has the name of JSON lines keeps its hash, and has no fields
        }
        if (fields.isEmpty()) {
            return;
        }
        String set = id + "/records";
        ObjectNode records1 = records.addObject().put("@type", "cr:RecordSet").put("@id", set);
        records1.put("name", set);
        ArrayNode list = records1.putArray("field");
        fields.forEach((name, value) -> {
            String key = set + "/" + name.replaceAll("[^\\w.-]", "_");
            ObjectNode field = list.addObject().put("@type", "cr:Field").put("@id", key);
            field.put("name", key).put("dataType", type(value));
            ObjectNode source = field.putObject("source");
            source.putObject("fileObject").put("@id", id);
            source.putObject("extract").put("column", name);
        });
    }

    private static String type(JsonNode value) {
        if (value.isIntegralNumber()) {
            return "sc:Integer";
        }
        if (value.isNumber()) {
            return "sc:Float";
        }
        return value.isBoolean() ? "sc:Boolean" : "sc:Text";
    }
}
