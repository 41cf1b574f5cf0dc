package org.menura.recipes.codet5;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.menura.format.json.Json;

/**
 * Makes the data of this recipe:
 *
 * <pre>recipes/run CodeT5Data function-docstrings/pairs.jsonl java-csharp/pairs.jsonl OUT</pre>
 *
 * <p>{@code code.jsonl} has the functions with their descriptions, and both sides of the pairs for training without any;
 * {@code train.jsonl}, {@code valid.jsonl} and {@code test.jsonl} have the pairs, {@code texts.txt} all texts that a
 * tokenizer may learn from.
 */
final class CodeT5Data {
    static final String TRAIN = "train";
    static final String SEPARATOR = "<|endoftext|>";

    private CodeT5Data() {}

    /** Makes the data. */
    public static void main(String[] args) throws IOException {
        if (args.length != 3) {
            System.err.println(
                    "usage: recipes/run CodeT5Data function-docstrings/pairs.jsonl java-csharp/pairs.jsonl OUT");
            System.exit(2);
        }
        write(Path.of(args[0]), Path.of(args[1]), Path.of(args[2]));
    }

    static void write(Path functions, Path pairs, Path out) throws IOException {
        Files.createDirectories(out);
        List<String> code = new ArrayList<>();
        List<String> texts = new ArrayList<>();
        for (JsonNode f : lines(functions)) {
            code.add(record(f.path("language").asText(), f.path("code").asText(), f.path("docstring").asText()));
            texts.add(f.path("docstring").asText() + "\n" + f.path("code").asText());
        }
        for (String split : List.of(TRAIN, "valid", "test")) {
            List<String> own = new ArrayList<>();
            for (JsonNode p : lines(pairs)) {
                if (p.path("split").asText().equals(split)) {
                    own.add(object("java", p.path("java").asText())
                            .put("cs", p.path("cs").asText())
                            .toString());
                    if (split.equals(TRAIN)) {
                        code.add(record("java", p.path("java").asText(), ""));
                        code.add(record("csharp", p.path("cs").asText(), ""));
                        texts.add(p.path("java").asText());
                        texts.add(p.path("cs").asText());
                    }
                }
            }
            Files.write(out.resolve(split + ".jsonl"), own);
        }
        Files.write(out.resolve("code.jsonl"), code);
        Files.writeString(out.resolve("texts.txt"), String.join("\n" + SEPARATOR + "\n", texts));
    }

    private static String record(String language, String code, String docstring) {
        ObjectNode record = object("language", language).put("code", code);
        return (docstring.isEmpty() ? record : record.put("docstring", docstring)).toString();
    }

    private static ObjectNode object(String name, String value) {
        return JsonNodeFactory.instance.objectNode().put(name, value);
    }

    /** Reads JSON lines. */
    static List<JsonNode> lines(Path file) throws IOException {
        List<JsonNode> all = new ArrayList<>();
        for (String line : Files.readAllLines(file)) {
            if (!line.isBlank()) {
                all.add(Json.parse(line, "%s, line %d".formatted(file, all.size() + 1)));
            }
        }
        return all;
    }
}
