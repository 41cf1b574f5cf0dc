package org.menura.eval.report;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;
import org.menura.eval.run.EvaluationResults;
import org.menura.eval.run.SampleResult;
import org.menura.format.Sha256;
import org.menura.format.python.Python;
import org.menura.format.python.PythonTuple;

/** Results and documents as lm-evaluation-harness writes them, in JSON. */
public final class ResultsJson {
    private ResultsJson() {}

    /**
     * Returns the content of {@code results_*.json}.
     *
     * @param facts of the model, the settings and the program, which follow the results
     * @param withMetrics whether there are metrics; otherwise only answers were asked for
     */
    public static String results(EvaluationResults results, Map<String, ?> facts, boolean withMetrics) {
        SequencedMap<String, @Nullable Object> out = new LinkedHashMap<>();
        out.put("results", metrics(results.results(), withMetrics));
        if (!results.groups().isEmpty()) {
            out.put("groups", metrics(results.groups(), withMetrics));
        }
        out.put("group_subtasks", results.subtasks());
        out.put("configs", plain(results.configs()));
        SequencedMap<String, @Nullable Object> versions = new LinkedHashMap<>();
        results.versions().forEach((task, version) -> versions.put(task, number(version)));
        out.put("versions", versions);
        out.put("n-shot", results.shots());
        out.put("higher_is_better", results.higherIsBetter());
        SequencedMap<String, Object> samples = new LinkedHashMap<>();
        results.samples().forEach((task, count) -> {
            SequencedMap<String, Object> n = new LinkedHashMap<>();
            n.put("original", count.original());
            n.put("effective", count.effective());
            samples.put(task, n);
        });
        out.put("n-samples", samples);
        out.putAll(facts);
        out.put("task_hashes", taskHashes(results));
        return Python.jsonDumps(plain(out), false, 2, false) + "\n";
    }

    private static @Nullable Object number(String version) {
        if (version.equals("None")) {
            return null;
        }
        if (version.matches("-?\\d{1,15}")) {
            return Long.parseLong(version);
        }
        return version.matches("-?\\d{1,15}\\.\\d{1,15}") ? (Object) Double.parseDouble(version) : version;
    }

    private static Map<String, ?> metrics(
            SequencedMap<String, SequencedMap<String, @Nullable Object>> all, boolean withMetrics) {
        if (withMetrics) {
            return all;
        }
        SequencedMap<String, Object> out = new LinkedHashMap<>();
        all.forEach((task, values) -> {
            SequencedMap<String, @Nullable Object> rest = new LinkedHashMap<>(values);
            rest.keySet().removeIf(key -> key.contains(","));
            out.put(task, rest);
        });
        return out;
    }

    /** A hash of each task's documents, prompts and targets, by which two runs are known to have asked the same. */
    public static SequencedMap<String, String> taskHashes(EvaluationResults results) {
        SequencedMap<String, String> out = new LinkedHashMap<>();
        results.documents().forEach((task, documents) -> {
            StringBuilder all = new StringBuilder();
            documents.forEach(
                    d -> all.append(d.documentHash()).append(d.promptHash()).append(d.targetHash()));
            out.put(task, Sha256.of(all.toString().getBytes(StandardCharsets.UTF_8)));
        });
        return out;
    }

    /** Returns a line of {@code samples_TASK_*.jsonl}. */
    public static String sample(SampleResult sample) {
        SequencedMap<String, @Nullable Object> out = new LinkedHashMap<>();
        out.put("doc_id", sample.documentId());
        out.put("doc", sample.document());
        out.put("target", Python.str(sample.target()));
        SequencedMap<String, Object> arguments = new LinkedHashMap<>();
        for (int i = 0; i < sample.arguments().size(); i++) {
            SequencedMap<String, Object> one = new LinkedHashMap<>();
            List<Object> parts = sample.arguments().get(i);
            for (int j = 0; j < parts.size(); j++) {
                one.put("arg_" + j, parts.get(j));
            }
            arguments.put("gen_args_" + i, one);
        }
        out.put("arguments", arguments);
        out.put("resps", texts(sample.responses()));
        out.put("filtered_resps", texts(sample.filtered()));
        out.put("filter", sample.filter());
        out.put("metrics", List.copyOf(sample.metrics().keySet()));
        out.put("doc_hash", sample.documentHash());
        out.put("prompt_hash", sample.promptHash());
        out.put("target_hash", sample.targetHash());
        out.putAll(sample.metrics());
        return Python.jsonDumps(plain(out), false);
    }

    private static Object texts(@Nullable Object value) {
        return switch (value) {
            case List<?> list -> list.stream().map(ResultsJson::texts).toList();
            case PythonTuple tuple ->
                tuple.items().stream().map(ResultsJson::texts).toList();
            case null, default -> Python.str(value);
        };
    }

    /** Leaves what JSON has, and names what it hasn't, such as functions. */
    private static @Nullable Object plain(@Nullable Object value) {
        return switch (value) {
            case Map<?, ?> map -> {
                SequencedMap<String, @Nullable Object> out = new LinkedHashMap<>();
                map.forEach((key, item) -> out.put(Python.str(key), plain(item)));
                yield out;
            }
            case List<?> list -> {
                List<@Nullable Object> out = new ArrayList<>();
                list.forEach(item -> out.add(plain(item)));
                yield out;
            }
            case PythonTuple tuple -> {
                List<@Nullable Object> out = new ArrayList<>();
                tuple.items().forEach(item -> out.add(plain(item)));
                yield out;
            }
            case null -> null;
            case String _, Number _, Boolean _ -> value;
            default -> value.toString();
        };
    }
}
