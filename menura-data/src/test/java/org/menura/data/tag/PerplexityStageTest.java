package org.menura.data.tag;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.menura.data.engine.LocalRunner;
import org.menura.data.engine.PlanRun;
import org.menura.data.engine.RunListener;
import org.menura.data.engine.RunSettings;
import org.menura.data.plan.Plan;
import org.menura.format.json.Json;

class PerplexityStageTest {
    @Test
    void documentsAreSortedIntoBucketsByExactQuantilesOfTheirLanguage(@TempDir Path folder) throws IOException {
        List<String> rows = new ArrayList<>();
        for (int i = 1; i <= 20; i++) {
            String language = i <= 10 ? "de" : "en";
            rows.add("{\"id\": \"%d\", \"text\": \"%s\", \"source\": \"made\", \"metadata\": {\"language\": \"%s\"}}"
                    .formatted(i, "x".repeat(i), language));
        }
        Files.write(folder.resolve("rows.jsonl"), rows);
        Files.createDirectory(folder.resolve("any"));
        String plan = """
                sources: [{path: rows.jsonl}]
                stages: [{perplexity: {model: any, head: 0.2, middle: 0.5, keep: [head, tail]}}]
                sink: {documents: out, compression: none, embed_attributes: true}
                """;
        PlanRun.run(
                Plan.parse(plan, "plan", folder),
                new LocalRunner(2),
                new RunSettings(1 << 24, 2, null, () -> false),
                RunListener.NONE);

        Map<Integer, String> buckets = new TreeMap<>();
        for (String line : Files.readAllLines(folder.resolve("out/documents/part-00000.jsonl"))) {
            JsonNode row = Json.parse(line, "out");
            int id = row.path("id").asInt();
            buckets.put(id, row.path("metadata").path("perplexity_bucket").asText());
            if (id == 1) {
                assertTrue(row.path("attributes").path("perplexity").isMissingNode());
            } else {
                assertEquals(
                        1 + id / 100.0,
                        row.path("attributes")
                                .path("perplexity")
                                .path(0)
                                .path(2)
                                .asDouble());
            }
        }
        // Of ten two are head, three middle; what has no perplexity comes last.
        Map<Integer, String> expected = new TreeMap<>();
        expected.put(1, "tail");
        List.of(2, 3).forEach(i -> expected.put(i, "head"));
        List.of(7, 8, 9, 10).forEach(i -> expected.put(i, "tail"));
        List.of(11, 12).forEach(i -> expected.put(i, "head"));
        List.of(16, 17, 18, 19, 20).forEach(i -> expected.put(i, "tail"));
        assertEquals(expected, buckets);
    }
}
