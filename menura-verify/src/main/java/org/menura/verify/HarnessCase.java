package org.menura.verify;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.menura.chat.template.ChatTemplate;
import org.menura.eval.model.HashModel;
import org.menura.eval.run.EvaluationResults;
import org.menura.eval.run.EvaluationSettings;
import org.menura.eval.run.Evaluator;
import org.menura.eval.run.SampleNumbers;
import org.menura.eval.run.SampleResult;
import org.menura.eval.task.TaskLibrary;
import org.menura.eval.task.TaskSelection;
import org.menura.format.FormatException;
import org.menura.format.python.Python;

/**
 * Recorded evaluations of the hash model by lm-evaluation-harness: {@code runs.jsonl}, a folder {@code tasks} of task files
 * whose rows lie in the case's folder, {@code samples/RUN.jsonl}, and {@code chat_template.jinja} where runs are chats.
 * Results, standard errors and hashes have to be equal as strings.
 */
final class HarnessCase {
    private static final String RUNS = "runs.jsonl";
    private static final int BOOTSTRAP_ITERATIONS = 3000;
    private static final Set<String> SETTINGS = Set.of(
            "run",
            "tasks",
            "num_fewshot",
            "limit",
            "samples",
            "chat",
            "multiturn",
            "system",
            "seed",
            "bootstrap_iters",
            "gen_kwargs",
            "predict_only");
    private static final Set<String> RESULTS =
            Set.of("results", "groups", "n_shot", "n_samples", "versions", "higher_is_better");

    private final Path folder;
    private final TaskLibrary library;

    private HarnessCase(Path folder) {
        this.folder = folder;
        this.library = new TaskLibrary(List.of(folder.resolve("tasks")), folder);
    }

    static boolean isIn(Path folder) {
        return Files.isRegularFile(folder.resolve(RUNS))
                && Files.isDirectory(folder.resolve("tasks"))
                && Files.isDirectory(folder.resolve("samples"));
    }

    static List<Check> run(Path folder) {
        HarnessCase recorded = new HarnessCase(folder);
        return RecordFile.read(folder.resolve(RUNS)).stream()
                .flatMap(run -> recorded.check(run).stream())
                .toList();
    }

    private List<Check> check(JsonNode run) {
        String name = run.path("run").asText("?");
        for (Map.Entry<String, JsonNode> field : run.properties()) {
            if (!SETTINGS.contains(field.getKey()) && !RESULTS.contains(field.getKey())) {
                return List.of(Check.failed(name, "the setting %s of the run is not known".formatted(field.getKey())));
            }
        }
        EvaluationResults results;
        try {
            List<String> tasks = new ArrayList<>();
            run.path("tasks").forEach(task -> tasks.add(task.asText()));
            TaskSelection selection = library.load(tasks);
            results = new Evaluator(model(), settings(run)).evaluate(selection);
        } catch (FormatException e) {
            return List.of(Check.failed(name, String.valueOf(e.getMessage())));
        }
        List<Check> checks = new ArrayList<>();
        checks.add(check(name + " results", differences(run, results)));
        Path samples = folder.resolve("samples").resolve(name + ".jsonl");
        if (Files.isRegularFile(samples) && !(results.documents().isEmpty() && isEmpty(samples))) {
            checks.add(checkSamples(name + " samples", RecordFile.read(samples), results));
        }
        return checks;
    }

    /** Whether a file holds nothing, as of a group without members. */
    private static boolean isEmpty(Path file) {
        try {
            return Files.size(file) == 0;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private HashModel model() {
        Path template = folder.resolve("chat_template.jinja");
        try {
            return new HashModel(Files.isRegularFile(template) ? ChatTemplate.parse(Files.readString(template)) : null);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static EvaluationSettings settings(JsonNode run) {
        EvaluationSettings settings = EvaluationSettings.defaults()
                .withBootstrapIterations(run.path("bootstrap_iters").asInt(BOOTSTRAP_ITERATIONS));
        if (run.hasNonNull("num_fewshot")) {
            settings = settings.withShots(run.get("num_fewshot").asInt());
        }
        if (run.hasNonNull("limit")) {
            settings = settings.withLimit(run.get("limit").asDouble());
        }
        if (run.hasNonNull("samples")) {
            settings = settings.withSamples(SampleNumbers.of(run.get("samples")));
        }
        if (run.hasNonNull("seed")) {
            long seed = run.get("seed").asLong();
            settings = settings.withExampleSeed(seed).withRandomSeed(seed).withValueSeed(seed);
        }
        if (run.hasNonNull("system")) {
            settings = settings.withSystem(run.get("system").asText());
        }
        if (run.path("gen_kwargs").isObject() && RecordedValues.of(run.get("gen_kwargs")) instanceof Map<?, ?> map) {
            Map<String, @Nullable Object> arguments = new LinkedHashMap<>();
            map.forEach((key, value) -> arguments.put(String.valueOf(key), value));
            settings = settings.withGeneration(arguments);
        }
        if (run.path("predict_only").asBoolean()) {
            settings = settings.withAnswersOnly();
        }
        return run.path("chat").asBoolean()
                ? settings.withChat(run.path("multiturn").asBoolean(), settings.system())
                : settings;
    }

    private static @Nullable String differences(JsonNode run, EvaluationResults results) {
        Map<String, @Nullable Object> made = new LinkedHashMap<>();
        Map<String, Object> tasks = new LinkedHashMap<>(results.results());
        tasks.keySet().removeAll(results.subtasks().keySet());
        made.put(
                "results",
                run.path("results").properties().stream()
                                .anyMatch(r -> results.subtasks().containsKey(r.getKey()))
                        ? results.results()
                        : tasks);
        made.put("groups", results.groups());
        made.put("n_shot", results.shots());
        made.put("versions", results.versions());
        made.put("higher_is_better", results.higherIsBetter());
        Map<String, Object> sizes = new LinkedHashMap<>();
        results.samples()
                .forEach((task, count) -> sizes.put(
                        task, Map.of("original", (long) count.original(), "effective", (long) count.effective())));
        made.put("n_samples", sizes);
        for (String field : RESULTS) {
            if (run.has(field)) {
                JsonNode recorded = field.equals("versions") ? texts(run.get(field)) : run.get(field);
                String difference = RecordedValues.difference(field, recorded, made.get(field));
                if (difference != null) {
                    return difference;
                }
            }
        }
        return null;
    }

    /** Writes all values of an object as Python does: a version may be recorded as a number or as its text. */
    private static JsonNode texts(JsonNode values) {
        ObjectNode texts = JsonNodeFactory.instance.objectNode();
        values.properties()
                .forEach(value -> texts.put(value.getKey(), Python.str(RecordedValues.of(value.getValue()))));
        return texts;
    }

    private static Check checkSamples(String name, List<JsonNode> recorded, EvaluationResults results) {
        List<Map<String, @Nullable Object>> made = new ArrayList<>();
        results.documents().forEach((task, samples) -> samples.forEach(sample -> made.add(fields(task, sample))));
        if (made.size() != recorded.size()) {
            return Check.failed(name, "%d samples instead of %d".formatted(made.size(), recorded.size()));
        }
        int wrong = 0;
        String first = null;
        for (int i = 0; i < recorded.size(); i++) {
            String difference = sampleDifference(recorded.get(i), made.get(i));
            if (difference != null) {
                wrong++;
                first = first == null ? "line %d, %s".formatted(i + 1, difference) : first;
            }
        }
        return first == null
                ? new Check(name, 0, 0, 0, true, recorded.size() + " samples")
                : Check.failed(name, "%d of %d differ: %s".formatted(wrong, recorded.size(), first));
    }

    private static @Nullable String sampleDifference(JsonNode recorded, Map<String, @Nullable Object> made) {
        for (Map.Entry<String, JsonNode> field : recorded.properties()) {
            if (!made.containsKey(field.getKey())) {
                return "the field %s is not known".formatted(field.getKey());
            }
            String difference = RecordedValues.difference(field.getKey(), field.getValue(), made.get(field.getKey()));
            if (difference != null) {
                return difference;
            }
        }
        return null;
    }

    private static Map<String, @Nullable Object> fields(String task, SampleResult sample) {
        Map<String, @Nullable Object> fields = new LinkedHashMap<>();
        fields.put("task", task);
        fields.put("doc_id", (long) sample.documentId());
        fields.put("filter", sample.filter());
        fields.put("doc_hash", sample.documentHash());
        fields.put("prompt_hash", sample.promptHash());
        fields.put("target_hash", sample.targetHash());
        fields.put("metrics", sample.metrics());
        fields.put("filtered_resps", sample.filtered());
        fields.put("arguments", sample.arguments());
        fields.put("resps", sample.responses());
        fields.put("target", sample.target());
        fields.put("doc", sample.documentJson());
        return fields;
    }

    private static Check check(String name, @Nullable String difference) {
        return difference == null ? new Check(name, 0, 0, 0, true, "") : Check.failed(name, difference);
    }
}
