package org.menura.eval.job;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;
import org.menura.eval.report.RunResults;
import org.menura.format.Sha256;
import org.menura.train.ledger.FigureLedger;

/** Figures of an evaluation as entries of a ledger: one for each task, with what they are figures of. */
public final class ResultFigures {
    private static final ObjectMapper JSON = new ObjectMapper();

    private ResultFigures() {}

    /** Adds an entry for each task and group of results. */
    static void append(RunResults results, Path folder, ModelFacts model, Map<String, String> program)
            throws IOException {
        Path file = results.file();
        for (String task : results.tasks().keySet()) {
            SequencedMap<String, Double> values = new LinkedHashMap<>();
            for (RunResults.Metric metric : results.metrics(task)) {
                values.put(metric.key(), metric.value());
                if (!Double.isNaN(metric.error())) {
                    values.put(metric.name() + "_stderr," + metric.filter(), metric.error());
                }
            }
            if (values.isEmpty()) {
                continue;
            }
            results.documents(task).ifPresent(n -> values.put("n", (double) n[0]));
            ObjectNode facts = facts(model, program);
            facts.put("version", results.version(task)).put("shots", results.shots(task));
            results.limit().ifPresent(limit -> facts.put("limit", limit));
            if (results.isOfSamples()) {
                facts.put("samples", true);
            }
            JsonNode data = results.json().path("data_hashes").path(task);
            if (data.isTextual()) {
                facts.putObject("data").put(task, data.asText());
            }
            if (file != null) {
                facts.put("file", String.valueOf(file.getFileName())).put("file_sha256", Sha256.of(file));
            }
            FigureLedger.append(folder, "eval", task, values, facts);
        }
    }

    /**
     * Adds an entry for each table of a suite's results.
     *
     * @param suite its name
     * @param model that was measured; null where none was
     * @param results as they were written: {@code results} by name, {@code data_sha256} by file
     * @param file that they were written to
     */
    public static void append(
            Path folder,
            String suite,
            @Nullable ModelFacts model,
            Map<String, String> program,
            JsonNode results,
            Path file)
            throws IOException {
        for (Map.Entry<String, JsonNode> table : results.path("results").properties()) {
            SequencedMap<String, Double> values = numbers(table.getValue());
            if (!values.isEmpty()) {
                ObjectNode facts = facts(model, program);
                ObjectNode data = facts.putObject("data");
                results.path("data_sha256")
                        .properties()
                        .forEach(d -> data.put(
                                String.valueOf(Path.of(d.getKey()).getFileName()),
                                d.getValue().asText()));
                facts.put("file", String.valueOf(file.getFileName())).put("file_sha256", Sha256.of(file));
                FigureLedger.append(folder, suite, table.getKey(), values, facts);
            }
        }
    }

    /** Returns what figures of a model are figures of. */
    public static ObjectNode facts(@Nullable ModelFacts model, Map<String, String> program) {
        ObjectNode facts = JsonNodeFactory.instance.objectNode();
        if (model != null) {
            facts.put("model", model.name());
            model.facts().forEach((name, value) -> facts.set(name, JSON.valueToTree(value)));
        }
        facts.set("program", JSON.valueToTree(program));
        return facts;
    }

    /** Returns the numbers of a tree of JSON by their paths; elements of lists go by their name, type or place. */
    public static SequencedMap<String, Double> numbers(JsonNode tree) {
        SequencedMap<String, Double> out = new LinkedHashMap<>();
        collect(tree, "", out);
        return out;
    }

    private static void collect(JsonNode node, String path, Map<String, Double> out) {
        if (node.isNumber()) {
            out.put(path, node.doubleValue());
        } else if (node.isArray()) {
            for (int i = 0; i < node.size(); i++) {
                collect(node.get(i), below(path, label(node.get(i), i)), out);
            }
        } else {
            node.properties().forEach(e -> collect(e.getValue(), below(path, e.getKey()), out));
        }
    }

    private static String label(JsonNode element, int index) {
        for (Map.Entry<String, JsonNode> field : element.properties()) {
            if (field.getValue().isTextual()) {
                return field.getValue().textValue().replace(' ', '_');
            }
        }
        return Integer.toString(index);
    }

    private static String below(String path, String name) {
        return path.isEmpty() ? name : path + "/" + name;
    }
}
