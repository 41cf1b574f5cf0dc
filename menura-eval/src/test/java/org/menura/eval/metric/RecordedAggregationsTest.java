package org.menura.eval.metric;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.menura.format.python.Python;

/** What lm-evaluation-harness 0.4.13 made of some scores, on CPython 3.11, with sacreBLEU 2.6 (aggregations.json). */
class RecordedAggregationsTest {
    private static JsonNode recorded() throws IOException {
        JsonMapper mapper = JsonMapper.builder()
                .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
                .build();
        try (InputStream in = RecordedAggregationsTest.class.getResourceAsStream("/aggregations.json")) {
            return mapper.readTree(in);
        }
    }

    @Test
    void figuresAndErrorsAreTheSameStrings() throws IOException {
        JsonNode cases = recorded().get("cases");
        assertTrue(cases.size() > 15);
        for (JsonNode c : cases) {
            String name = c.get("aggregation").asText();
            Aggregation aggregation = Aggregations.named(name);
            List<@Nullable Object> items = new ArrayList<>();
            c.get("items").forEach(item -> items.add(Python.fromJson(item)));
            assertEquals(
                    c.get("value").asText(), Python.repr(aggregation.of(items).doubleValue()), name);
            if (!c.get("error").isNull()) {
                double error = StandardErrors.bootstrap(
                        aggregation, items, c.get("iterations").asInt());
                assertEquals(c.get("error").asText(), Python.repr(error), name + " error");
            }
        }
    }

    @Test
    void groupsAreTheSameStrings() throws IOException {
        JsonNode recorded = recorded();
        List<Double> errors = new ArrayList<>();
        List<Integer> sizes = new ArrayList<>();
        recorded.get("errors").forEach(e -> errors.add(e.doubleValue()));
        recorded.get("sizes").forEach(s -> sizes.add(s.intValue()));
        assertEquals(recorded.get("pooled").asText(), Python.repr(StandardErrors.pooled(errors, sizes)));
        assertEquals(recorded.get("unweighted").asText(), Python.repr(StandardErrors.unweighted(errors)));
        assertEquals(recorded.get("weighted_mean").asText(), Python.repr(StandardErrors.ofGroup(errors, sizes, true)));
        assertEquals(recorded.get("plain_mean").asText(), Python.repr(StandardErrors.ofGroup(errors, sizes, false)));
        List<Object> values = new ArrayList<>();
        recorded.get("loglik").forEach(v -> values.add(v.doubleValue()));
        assertEquals(recorded.get("mean_stderr").asText(), Python.repr(StandardErrors.ofMean(Scores.numbers(values))));
    }
}
