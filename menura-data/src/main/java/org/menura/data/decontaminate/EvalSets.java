package org.menura.data.decontaminate;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.zip.GZIPInputStream;
import org.menura.format.FileTree;
import org.menura.format.FormatException;
import org.menura.format.json.Json;

/**
 * Reads evaluation sets from files of JSON lines or JSON: rows of data sets, samples that lm-eval logs, and the request files
 * of OLMES. Strings are taken from everywhere within a row, unless fields are named; what says nothing of the question, such
 * as hashes, names and settings of generation, is passed over.
 */
public final class EvalSets {
    private static final List<String> ENDS = List.of(".jsonl", ".json", ".jsonl.gz", ".json.gz");
    private static final int DEPTH = 12;

    /** Fields that hold no text of a data set, in rows, lm-eval's samples and OLMES' requests. */
    private static final Set<String> NOT_TEXT = Set.of(
            "id",
            "_id",
            "doc_hash",
            "prompt_hash",
            "target_hash",
            "task_name",
            "task_hash",
            "request_type",
            "idx",
            "native_id",
            "generation_kwargs",
            "stop_sequences",
            "resps",
            "filtered_resps",
            "filter",
            "metrics",
            "metadata",
            "subset",
            "split",
            "dataset",
            "category",
            "subject",
            "level",
            "type",
            "source",
            "url",
            "license",
            "image",
            "label",
            "answerKey",
            "model_output",
            "unique_id",
            "task_id",
            "entry_point");

    private EvalSets() {}

    /**
     * Reads all items of files and folders, in the order of their names.
     *
     * @param fields names or paths of fields, such as {@code question} or {@code doc.query}; all text if there are none
     * @throws FormatException if there is no file, a line is no JSON, or a file has none of the fields
     */
    public static void read(List<Path> paths, List<String> fields, Consumer<EvalItem> out) {
        for (Path path : paths) {
            List<Path> files = files(path);
            if (files.isEmpty()) {
                throw new FormatException(
                        path + " holds no evaluation set: no file ends with " + String.join(", ", ENDS));
            }
            for (Path file : files) {
                String name = file.equals(path)
                        ? String.valueOf(file.getFileName())
                        : path.relativize(file).toString();
                long[] found = {0};
                read(file, name, fields, item -> {
                    found[0]++;
                    out.accept(item);
                });
                if (found[0] == 0 && !fields.isEmpty()) {
                    throw new FormatException("%s: no row has any of the fields %s".formatted(file, fields));
                }
            }
        }
    }

    private static List<Path> files(Path path) {
        if (Files.isRegularFile(path)) {
            return List.of(path);
        }
        if (!Files.isDirectory(path)) {
            throw new FormatException(path + " is no file or folder of evaluation sets");
        }
        try {
            return FileTree.files(path, Integer.MAX_VALUE, file -> ENDS.stream().anyMatch(file.toString()::endsWith))
                    .stream()
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void read(Path file, String name, List<String> fields, Consumer<EvalItem> out) {
        String plain = name.endsWith(".gz") ? name.substring(0, name.length() - 3) : name;
        try (InputStream raw = Files.newInputStream(file);
                InputStream bytes = name.endsWith(".gz") ? new GZIPInputStream(raw) : raw;
                BufferedReader in = new BufferedReader(new InputStreamReader(bytes, StandardCharsets.UTF_8))) {
            if (plain.endsWith(".jsonl")) {
                long line = 0;
                for (String text = in.readLine(); text != null; text = in.readLine()) {
                    line++;
                    if (!text.isBlank()) {
                        row(Json.parse(text, file + ", line " + line), name, line, fields, out);
                    }
                }
                return;
            }
            JsonNode all = Json.parse(in.readAllAsString(), file.toString());
            JsonNode rows = rows(all);
            long number = 0;
            for (JsonNode row : rows) {
                row(row, name, ++number, fields, out);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The rows of a JSON file: its list, the only list among its members, or the file itself. */
    private static JsonNode rows(JsonNode all) {
        if (all.isArray()) {
            return all;
        }
        for (String name : List.of("requests", "samples", "data", "rows", "examples", "instances", "questions")) {
            if (all.path(name).isArray()) {
                return all.path(name);
            }
        }
        return JsonNodeFactory.instance.arrayNode().add(all);
    }

    private static void row(JsonNode row, String set, long line, List<String> fields, Consumer<EvalItem> out) {
        if (row.isTextual()) {
            out.accept(new EvalItem(set, line, "", row.textValue()));
        } else if (fields.isEmpty() && row.path("doc").isObject()) {
            // Requests and logged samples: the prompts beside the row of the set hold examples too, which nobody asks.
            texts(row.path("doc"), set, line, "doc", 0, out);
            texts(row.path("target"), set, line, "target", 0, out);
        } else if (fields.isEmpty()) {
            texts(row, set, line, "", 0, out);
        } else {
            for (String field : fields) {
                JsonNode node = row;
                for (String part : field.split("\\.")) {
                    node = node.path(part);
                }
                texts(node, set, line, field, 0, out);
            }
        }
    }

    private static void texts(JsonNode node, String set, long line, String path, int depth, Consumer<EvalItem> out) {
        if (node.isTextual()) {
            out.accept(new EvalItem(set, line, path, node.textValue()));
        } else if (depth < DEPTH && node.isArray()) {
            for (JsonNode part : node) {
                texts(part, set, line, path, depth + 1, out);
            }
        } else if (depth < DEPTH) {
            node.properties().forEach(field -> {
                if (!NOT_TEXT.contains(field.getKey())) {
                    String inner = path.isEmpty() ? field.getKey() : path + "." + field.getKey();
                    texts(field.getValue(), set, line, inner, depth + 1, out);
                }
            });
        }
    }
}
