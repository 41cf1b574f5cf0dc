package org.menura.bench.compare;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.menura.format.json.Json;

/**
 * What was measured, one JSON object per process and line, written at once: a comparison that was interrupted goes on
 * where it was.
 */
final class Journal {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Path file;
    private final Set<String> done = new HashSet<>();
    /** By row key and engine. */
    private final Map<String, Map<String, List<Double>>> values = new LinkedHashMap<>();

    private Journal(Path file) {
        this.file = file;
    }

    /** An empty journal in a file, whose old content is dropped. */
    static Journal begin(Path file) throws IOException {
        if (file.getParent() != null) {
            Files.createDirectories(file.getParent());
        }
        Files.writeString(file, "");
        return new Journal(file);
    }

    /** The journal in a file, or an empty one. */
    static Journal resume(Path file) throws IOException {
        if (Files.notExists(file)) {
            return begin(file);
        }
        Journal journal = new Journal(file);
        String text = Files.readString(file);
        int end = text.lastIndexOf('\n') + 1; // what comes after it was cut off
        text.substring(0, end).lines().forEach(line -> journal.take(Json.parse(line, file.toString())));
        if (end < text.length()) {
            Files.writeString(file, text.substring(0, end));
        }
        return journal;
    }

    private void take(JsonNode entry) {
        Map<String, List<Double>> measured = new LinkedHashMap<>();
        for (Map.Entry<String, JsonNode> field : entry.path("values").properties()) {
            List<Double> list = new ArrayList<>();
            field.getValue().forEach(v -> list.add(v.asDouble()));
            measured.put(field.getKey(), list);
        }
        List<String> asked = new ArrayList<>();
        entry.path("asked").forEach(metric -> asked.add(metric.asText()));
        keep(
                entry.path("contest").asText(),
                entry.path("engine").asText(),
                entry.path("run").asInt(),
                asked,
                measured);
    }

    private void keep(String contest, String engine, int run, List<String> asked, Map<String, List<Double>> measured) {
        asked.forEach(metric -> done.add(run(contest, metric, engine, run)));
        measured.forEach((metric, list) -> values.computeIfAbsent(contest + "/" + metric, _ -> new LinkedHashMap<>())
                .computeIfAbsent(engine, _ -> new ArrayList<>())
                .addAll(list));
    }

    private static String run(String contest, String metric, String engine, int run) {
        return contest + "/" + metric + " " + engine + " " + run;
    }

    /** Whether a run has been asked for a row, and has ended. */
    boolean has(Row row, String engine, int run) {
        return done.contains(run(row.contest(), row.metric(), engine, run));
    }

    /**
     * Writes down a run.
     *
     * @param asked the metrics that it was to measure; not every engine does
     * @param measured what came of it
     */
    void add(String contest, String engine, int run, List<String> asked, Map<String, List<Double>> measured)
            throws IOException {
        ObjectNode entry = JSON.createObjectNode()
                .put("contest", contest)
                .put("engine", engine)
                .put("run", run);
        entry.set("asked", JSON.valueToTree(asked));
        entry.set("values", JSON.valueToTree(measured));
        Files.writeString(file, JSON.writeValueAsString(entry) + "\n", StandardOpenOption.APPEND);
        keep(contest, engine, run, asked, measured);
    }

    /** All measurements of a row, by engine in the order in which they came. */
    Map<String, List<Double>> of(Row row) {
        return values.getOrDefault(row.key(), Map.of());
    }
}
