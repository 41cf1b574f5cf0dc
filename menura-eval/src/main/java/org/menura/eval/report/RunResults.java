package org.menura.eval.report;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.menura.format.FormatException;
import org.menura.format.json.Json;

/**
 * The results of an evaluation in the layout of lm-evaluation-harness: {@code results_*.json}, with {@code samples_*.jsonl}
 * beside it. Those that it wrote itself are read as well.
 *
 * @param file the results' file; null for results that were not written
 */
public record RunResults(@Nullable Path file, JsonNode json) {
    private static final String RESULTS = "results_";
    private static final String SUFFIX = ".json";
    private static final Pattern DATE = Pattern.compile("_(\\d{4}-\\d\\d-\\d\\dT[^_]+)\\.json$");
    private static final Set<String> NO_METRICS = Set.of("alias", "name", "sample_len", "sample_count", "samples", " ");
    private static final String STDERR = "_stderr";

    /**
     * A metric of a task or a group.
     *
     * @param filter that the answers went through
     * @param error standard error; NaN where there is none
     * @param higherIsBetter null where the task does not say
     */
    public record Metric(
            String name,
            String filter,
            double value,
            double error,
            @Nullable Boolean higherIsBetter) {
        /** Returns the name as results have it: metric and filter. */
        public String key() {
            return name + "," + filter;
        }
    }

    /**
     * Opens the results of a run.
     *
     * @param path a file, or a folder whose newest results are taken
     * @throws FormatException if there are none
     */
    public static RunResults open(Path path) {
        Path file = Files.isDirectory(path) ? newest(path) : path;
        if (!Files.isRegularFile(file)) {
            throw new FormatException(
                    "%s is not there; name a file results_*.json, or the folder that `menura eval --output-path` wrote"
                            .formatted(file));
        }
        JsonNode json = Json.parse(file);
        if (!json.path("results").isObject()) {
            throw new FormatException(
                    "%s holds no results of an evaluation: it has no object 'results'".formatted(file));
        }
        return new RunResults(file, json);
    }

    private static Path newest(Path folder) {
        try (Stream<Path> all = Files.walk(folder, 3)) {
            return all.filter(p -> isResults(p.getFileName().toString()))
                    .max(Comparator.comparing((Path p) -> p.getFileName().toString())
                            .thenComparing(Path::toString))
                    .orElseThrow(() -> new FormatException(
                            "%s holds no results_*.json; `menura eval … --output-path %s`".formatted(folder, folder)
                                    + " writes them there"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static boolean isResults(String name) {
        return name.startsWith(RESULTS) && name.endsWith(SUFFIX);
    }

    /** Returns the model's name. */
    public String model() {
        for (String name : List.of("model_name", "model_source")) {
            if (json.path(name).isTextual()) {
                return json.path(name).asText();
            }
        }
        return json.path("config").path("model").asText("model");
    }

    /** Returns the number of documents that each task was cut to; empty for whole tasks. */
    public Optional<String> limit() {
        JsonNode limit = json.path("config").path("limit");
        return limit.isNumber() ? Optional.of(limit.asText().replaceFirst("\\.0$", "")) : Optional.empty();
    }

    /** Returns whether documents were chosen by their numbers. */
    public boolean isOfSamples() {
        return !json.path("config").path("samples").isEmpty();
    }

    /** Returns the names of tasks and groups, each group before what belongs to it, with their depths. */
    public SequencedMap<String, Integer> tasks() {
        SequencedMap<String, Integer> out = new LinkedHashMap<>();
        JsonNode groups = json.path("group_subtasks");
        Set<String> below = new LinkedHashSet<>();
        groups.forEach(list -> list.forEach(n -> below.add(n.asText())));
        List<String> names = new ArrayList<>();
        groups.fieldNames().forEachRemaining(names::add);
        json.path("results").fieldNames().forEachRemaining(names::add);
        for (String name : names) {
            if (!below.contains(name)) {
                add(name, 0, groups, out);
            }
        }
        json.path("results").fieldNames().forEachRemaining(name -> out.putIfAbsent(name, 0));
        return out;
    }

    private void add(String name, int depth, JsonNode groups, SequencedMap<String, Integer> out) {
        if (out.containsKey(name) || depth > 10) {
            return;
        }
        if (json.path("results").has(name) || json.path("groups").has(name)) {
            out.put(name, depth);
        }
        groups.path(name).forEach(n -> add(n.asText(), depth + 1, groups, out));
    }

    /** Returns whether a name is that of a group. */
    public boolean isGroup(String task) {
        return json.path("groups").has(task)
                || json.path("group_subtasks").path(task).size() > 0;
    }

    /** Returns the metrics of a task or group by name. */
    public List<Metric> metrics(String task) {
        JsonNode values = json.path("results").path(task);
        values = values.isMissingNode() ? json.path("groups").path(task) : values;
        JsonNode better = json.path("higher_is_better").path(task);
        Map<String, Metric> out = new TreeMap<>();
        for (Map.Entry<String, JsonNode> e : values.properties()) {
            String[] parts = e.getKey().split(",", 2);
            if (parts.length < 2 || parts[0].endsWith(STDERR) || NO_METRICS.contains(e.getKey())) {
                continue;
            }
            JsonNode error = values.path(parts[0] + STDERR + "," + parts[1]);
            JsonNode higher = better.path(parts[0]);
            out.put(
                    e.getKey(),
                    new Metric(
                            parts[0],
                            parts[1],
                            number(e.getValue()),
                            number(error),
                            higher.isBoolean() ? higher.booleanValue() : null));
        }
        return List.copyOf(out.values());
    }

    private static double number(JsonNode value) {
        if (value.isNumber()) {
            return value.doubleValue();
        }
        return switch (value.asText()) {
            case "Infinity" -> Double.POSITIVE_INFINITY;
            case "-Infinity" -> Double.NEGATIVE_INFINITY;
            default -> Double.NaN;
        };
    }

    /** Returns the task's name for tables. */
    public String alias(String task) {
        String alias = json.path("results").path(task).path("alias").asText("");
        return alias.isBlank() ? task : alias.strip().replaceFirst("^- ", "");
    }

    /** Returns a task's version, as it says. */
    public String version(String task) {
        JsonNode version = json.path("versions").path(task);
        return version.isValueNode() && !version.isNull() ? version.asText() : "N/A";
    }

    /** Returns the number of shots, or an empty text. */
    public String shots(String task) {
        JsonNode shots = json.path("n-shot").path(task);
        return shots.isValueNode() && !shots.isNull() ? shots.asText() : "";
    }

    /** Returns how many documents counted, and how many there are; empty where it isn't told. */
    public Optional<int[]> documents(String task) {
        JsonNode n = json.path("n-samples").path(task);
        return n.path("effective").isInt()
                ? Optional.of(new int[] {
                    n.path("effective").intValue(), n.path("original").intValue()
                })
                : Optional.empty();
    }

    /** Returns the file with the documents of a task, if it was written. */
    public Optional<Path> samplesFile(String task) {
        if (file == null) {
            return Optional.empty();
        }
        Matcher date = DATE.matcher(file.getFileName().toString());
        if (!date.find()) {
            return Optional.empty();
        }
        Path samples = file.resolveSibling("samples_%s_%s.jsonl".formatted(task, date.group(1)));
        return Files.isRegularFile(samples) ? Optional.of(samples) : Optional.empty();
    }

    /**
     * Reads the documents of a task, a line for each and each filter.
     *
     * @return none if they were not written
     */
    public List<JsonNode> samples(String task) {
        Path samples = samplesFile(task).orElse(null);
        if (samples == null) {
            return List.of();
        }
        List<JsonNode> lines = new ArrayList<>();
        try (BufferedReader in = Files.newBufferedReader(samples)) {
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                if (!line.isBlank()) {
                    lines.add(Json.parse(line, samples + ", line " + (lines.size() + 1)));
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return lines;
    }
}
