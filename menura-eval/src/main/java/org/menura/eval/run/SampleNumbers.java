package org.menura.eval.run;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.menura.format.FormatException;

/** Numbers of the documents to be evaluated, by task, as lm-evaluation-harness' {@code --samples} has them. */
public final class SampleNumbers {
    private static final String EXAMPLE = "{\"arc_easy\": [0, 3, 6]}";

    private SampleNumbers() {}

    /**
     * Reads numbers by task.
     *
     * @param text JSON, or the name of a file of JSON
     * @throws FormatException if it is neither
     */
    public static Map<String, List<Integer>> read(String text) {
        if (text.strip().startsWith("{")) {
            return of(json(text, "it"));
        }
        try {
            Path file = Path.of(text);
            if (Files.isRegularFile(file)) {
                return of(json(Files.readString(file), file.toString()));
            }
        } catch (InvalidPathException e) {
            throw new FormatException("'%s' is neither JSON such as %s nor a file".formatted(text, EXAMPLE), e);
        } catch (IOException e) {
            throw new UncheckedIOException("can't read " + text, e);
        }
        throw new FormatException("'%s' is neither JSON such as %s nor a file".formatted(text, EXAMPLE));
    }

    private static JsonNode json(String text, String source) {
        try {
            return new ObjectMapper().readTree(text);
        } catch (JsonProcessingException e) {
            throw new FormatException("%s is no JSON: %s".formatted(source, e.getOriginalMessage()), e);
        }
    }

    /**
     * Returns the numbers that a JSON object holds; tasks with null or an empty list have all of their documents.
     *
     * @throws FormatException if it is no object of lists of numbers
     */
    public static Map<String, List<Integer>> of(JsonNode json) {
        if (!json.isObject()) {
            throw new FormatException("numbers of documents stand in an object by task, such as " + EXAMPLE);
        }
        Map<String, List<Integer>> all = new LinkedHashMap<>();
        for (Map.Entry<String, JsonNode> task : json.properties()) {
            if (task.getValue().isNull()) {
                continue;
            }
            List<Integer> numbers = new ArrayList<>();
            for (JsonNode number : task.getValue()) {
                if (!number.isInt()) {
                    throw new FormatException(
                            "task %s has %s among the numbers of its documents, which is none: they are whole, from 0 on"
                                    .formatted(task.getKey(), number));
                }
                numbers.add(number.intValue());
            }
            if (!task.getValue().isArray()) {
                throw new FormatException("task %s has %s instead of a list of numbers of documents, such as %s"
                        .formatted(task.getKey(), task.getValue(), EXAMPLE));
            }
            if (!numbers.isEmpty()) {
                all.put(task.getKey(), numbers);
            }
        }
        return all;
    }
}
