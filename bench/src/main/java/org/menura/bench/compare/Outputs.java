package org.menura.bench.compare;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.menura.format.FormatException;
import org.menura.format.json.Json;

/** Reads what benchmark programs print. */
final class Outputs {
    private Outputs() {}

    /**
     * Tokens per second of {@code llama-bench -o json} and {@code menura bench --json}, by {@code pp512}, {@code tg64},
     * {@code tg64@d4096}.
     *
     * @throws FormatException if it is something else
     */
    static Map<String, List<Double>> llamaBench(String json) {
        Map<String, List<Double>> out = new LinkedHashMap<>();
        for (JsonNode test : Json.parse(json, "llama-bench's output")) {
            int prompt = test.path("n_prompt").asInt();
            int depth = test.path("n_depth").asInt();
            String name = prompt > 0 ? "pp" + prompt : "tg" + test.path("n_gen").asInt();
            out.put(depth > 0 ? name + "@d" + depth : name, numbers(test, "samples_ts"));
        }
        return out;
    }

    /**
     * Tokens per second of generation by {@code llama-batched-bench --output-format jsonl} and {@code menura bench -b
     * --json}, by the number of sequences: {@code b16}.
     *
     * @throws FormatException if it is something else
     */
    static Map<String, List<Double>> batchedBench(String json) {
        List<JsonNode> tests = new ArrayList<>();
        if (json.stripLeading().startsWith("[")) {
            Json.parse(json, "menura bench's output").forEach(tests::add);
        } else {
            json.lines()
                    .filter(line -> line.startsWith("{"))
                    .forEach(line -> tests.add(Json.parse(line, "llama-batched-bench's output")));
        }
        Map<String, List<Double>> out = new LinkedHashMap<>();
        for (JsonNode test : tests) {
            out.put("b" + test.path("pl").asInt(), List.of(test.path("speed_tg").asDouble()));
        }
        return out;
    }

    /** A JSON object with a list of numbers for each key, as the programs of this module print it. */
    static Map<String, List<Double>> samples(String json) {
        JsonNode object = Json.parse(json, "the output");
        Map<String, List<Double>> out = new LinkedHashMap<>();
        for (Map.Entry<String, JsonNode> field : object.properties()) {
            out.put(field.getKey(), numbers(object, field.getKey()));
        }
        return out;
    }

    private static List<Double> numbers(JsonNode node, String field) {
        List<Double> out = new ArrayList<>();
        for (JsonNode value : node.path(field)) {
            out.add(value.asDouble());
        }
        if (out.isEmpty()) {
            throw new FormatException("a benchmark's output has no " + field);
        }
        return out;
    }
}
