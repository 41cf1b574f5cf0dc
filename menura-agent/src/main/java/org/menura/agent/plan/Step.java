package org.menura.agent.plan;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;
import org.menura.format.json.Json;

/**
 * A step of a plan: a call whose arguments may be results of earlier steps.
 *
 * @param number from 1
 * @param tool that is called
 * @param arguments values, or texts that are placeholders
 * @param after steps that must be done before, beside those whose results it takes
 */
record Step(int number, String tool, Map<String, @Nullable Object> arguments, List<Integer> after) {
    /** Returns the steps that must be done before. */
    TreeSet<Integer> needs() {
        TreeSet<Integer> out = new TreeSet<>(after);
        arguments.values().forEach(value -> collect(value, out));
        return out;
    }

    private void collect(@Nullable Object value, TreeSet<Integer> to) {
        switch (value) {
            case Map<?, ?> map -> map.values().forEach(v -> collect(v, to));
            case List<?> list -> list.forEach(v -> collect(v, to));
            case null, default -> Placeholder.of(value, number).ifPresent(p -> to.add(p.step()));
        }
    }

    /**
     * Returns the arguments with results in place of placeholders.
     *
     * @param results by step
     * @param schema of the arguments
     * @throws IllegalArgumentException if a result has no value at a placeholder's path
     */
    Map<String, @Nullable Object> resolved(IntFunction<JsonNode> results, JsonNode schema) {
        Map<String, @Nullable Object> out = new LinkedHashMap<>();
        arguments.forEach((name, value) ->
                out.put(name, resolve(value, results, schema.path("properties").path(name))));
        return out;
    }

    private @Nullable Object resolve(@Nullable Object value, IntFunction<JsonNode> results, JsonNode schema) {
        return switch (value) {
            case Map<?, ?> map -> {
                Map<String, @Nullable Object> out = new LinkedHashMap<>();
                map.forEach((k, v) -> out.put(
                        String.valueOf(k),
                        resolve(v, results, schema.path("properties").path(String.valueOf(k)))));
                yield out;
            }
            case List<?> list -> {
                List<@Nullable Object> out = new ArrayList<>();
                list.forEach(v -> out.add(resolve(v, results, schema.path("items"))));
                yield out;
            }
            case null -> null;
            default -> {
                Optional<Placeholder> place = Placeholder.of(value, number);
                if (place.isEmpty()) {
                    yield value;
                }
                JsonNode found = place.get()
                        .in(results.apply(place.get().step()))
                        .orElseThrow(() -> new IllegalArgumentException("the result of step %d has nothing at %s"
                                .formatted(place.get().step(), place.get())));
                boolean text = schema.path("type").asText().equals("string") && !(found instanceof TextNode);
                yield text ? found.toString() : Json.plain(found);
            }
        };
    }
}
