package org.menura.eval.filter;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.menura.format.FormatException;
import org.menura.format.python.Python;

/** What lm-evaluation-harness 0.4.13's filters make of some responses (filters.json). */
class FiltersTest {
    private static final List<Map<String, @Nullable Object>> DOCUMENTS = List.of(
            Map.of("choices", List.of("Guilty", "Guilty of Romance", "No.")),
            Map.of("choices", List.of("(a) yes", "it's so", "maybe")),
            Map.of("choices", List.of("valid", "invalid")));

    @Test
    void filtersAsRecorded() throws IOException {
        JsonNode cases;
        try (InputStream in = FiltersTest.class.getResourceAsStream("/filters.json")) {
            cases = new ObjectMapper().readTree(in);
        }
        assertTrue(cases.size() > 10);
        for (JsonNode c : cases) {
            List<Filter> filters = new ArrayList<>();
            for (JsonNode step : c.get("chain")) {
                Map<String, @Nullable Object> arguments = new LinkedHashMap<>();
                step.get(1)
                        .properties()
                        .forEach(field -> arguments.put(field.getKey(), Python.fromJson(field.getValue())));
                filters.add(Filters.of(step.get(0).asText(), arguments));
            }
            List<@Nullable Object> responses = new ArrayList<>();
            c.get("responses").forEach(response -> responses.add(Python.fromJson(response)));
            assertEquals(
                    Python.repr(Python.fromJson(c.get("expected"))),
                    Python.repr(new FilterPipeline("none", filters).apply(responses, DOCUMENTS)),
                    c.get("chain").toString());
        }
    }

    @Test
    void whatIsNotKnownIsRefused() {
        assertThrows(FormatException.class, () -> Filters.of("arg_max", Map.of()));
        assertThrows(FormatException.class, () -> Filters.of("regex", Map.of("pattern", "x")));
        assertThrows(FormatException.class, () -> Filters.of("regex", Map.of("regex_pattern", "(")));
        assertThrows(FormatException.class, () -> Filters.of("take_first_k", Map.of()));
        Filter third = Filters.of("take_first_k", Map.of("k", 3L));
        assertThrows(FormatException.class, () -> third.apply(List.of(List.of("a")), DOCUMENTS.subList(0, 1)));
        assertThrows(
                FormatException.class, () -> Filters.of("lowercase", Map.of()).apply(List.of(List.of(1L)), DOCUMENTS));
    }
}
