package org.menura.world.bfcl;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.menura.format.json.Json;
import org.menura.format.python.Python;

/**
 * Calls are judged as the leaderboard's checker judged them ({@code bfcl-eval} 2026.3.23): right answers, and answers in
 * which something was changed. {@code -Dbfcl.cases=FILE} and {@code -Dbfcl.values=FILE} check more of the same form.
 */
class AstCheckerTest {
    private static List<String> lines(String resource, String property) throws IOException {
        String file = System.getProperty(property);
        if (file != null) {
            return Files.readAllLines(Path.of(file));
        }
        try (InputStream in = Objects.requireNonNull(AstCheckerTest.class.getResourceAsStream(resource))) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().toList();
        }
    }

    @SuppressWarnings("unchecked")
    private static List<Map<String, @Nullable Object>> objects(JsonNode json) {
        return (List<Map<String, @Nullable Object>>) Objects.requireNonNull(Python.fromJson(json));
    }

    @Test
    void verdictsAreTheLeaderboards() throws IOException {
        Map<String, Integer> errors = new HashMap<>();
        List<String> wrong = new ArrayList<>();
        int number = 0;
        for (String line : lines("verdicts.jsonl", "bfcl.cases")) {
            JsonNode row = Json.parse(line, "case " + ++number);
            List<AstChecker.Call> calls = new ArrayList<>();
            for (Map<String, @Nullable Object> call : objects(row.get("calls"))) {
                Map.Entry<String, @Nullable Object> only =
                        call.entrySet().iterator().next();
                @SuppressWarnings("unchecked")
                Map<String, @Nullable Object> arguments =
                        (Map<String, @Nullable Object>) Objects.requireNonNull(only.getValue());
                calls.add(new AstChecker.Call(only.getKey(), arguments));
            }
            Verdict verdict = new AstChecker(
                            objects(row.get("function")), row.get("category").asText())
                    .check(calls, objects(row.get("ground_truth")));
            String expected = row.get("error").asText();
            boolean raised = expected.startsWith("exception:");
            errors.merge(expected, 1, Integer::sum);
            if (verdict.valid() != row.get("valid").asBoolean()
                    || !verdict.error().equals(raised ? "unjudged" : expected)) {
                wrong.add("case %d: %s expected, %s: %s".formatted(number, expected, verdict, line));
            }
        }
        assertEquals(List.of(), wrong.stream().limit(5).toList(), wrong.size() + " of " + number);
        assertTrue(errors.size() >= 12, errors.toString());
    }

    @Test
    void valuesOfJavaAndJavaScriptAreReadAsTheLeaderboardReadsThem() throws IOException {
        List<String> wrong = new ArrayList<>();
        int number = 0;
        for (String line : lines("values.jsonl", "bfcl.values")) {
            JsonNode row = Json.parse(line, "case " + ++number);
            String expected = row.has("raises") ? "raises" : Python.jsonDumps(Python.fromJson(row.get("value")), true);
            String type = row.get("type").asText();
            String items = row.get("items").isNull() ? null : row.get("items").asText();
            String text = row.get("text").asText();
            String read;
            try {
                Object value = row.get("language").asText().equals("java")
                        ? JavaValues.read(text, type, items)
                        : JavaScriptValues.read(text, type, items);
                read = Python.jsonDumps(value, true);
            } catch (UnjudgedException _) {
                read = "raises";
            }
            if (!read.equals(expected)) {
                wrong.add("case %d: %s expected, %s read of %s".formatted(number, expected, read, line));
            }
        }
        assertEquals(List.of(), wrong.stream().limit(8).toList(), wrong.size() + " of " + number);
    }
}
