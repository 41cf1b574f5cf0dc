package org.menura.model.adapter;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.menura.model.decoder.Gpt2;
import org.menura.tensor.annotation.Internal;

/** Reads and writes what a {@code config.json} says of a model's head: the end of its architecture's name, and labels. */
@Internal
public final class TaskConfig {
    private static final Pattern SUFFIX = Pattern.compile("(For[A-Z][A-Za-z]*|LMHeadModel|Model)$");

    private static final Pattern GPT2_BLOCK = Pattern.compile("(transformer\\.)?h\\.\\d+\\..*");

    private TaskConfig() {}

    /**
     * Returns whether a checkpoint stores the weight of a layer as [in, out]: GPT-2's blocks do, its head does not. What an adapter's
     * {@code fan_in_fan_out} says is true of the last layer that PEFT went through.
     */
    static boolean inFirst(JsonNode config, String path) {
        return config.path("model_type").asText("").equals("gpt2")
                && !config.path(Gpt2.OUT_FIRST).asBoolean()
                && GPT2_BLOCK.matcher(path).matches();
    }

    /** Returns the labels that a config names, in their order. */
    public static List<String> labels(JsonNode config) {
        TreeMap<Integer, String> byNumber = new TreeMap<>();
        for (Map.Entry<String, JsonNode> e : config.path("id2label").properties()) {
            if (e.getKey().matches("\\d{1,9}")) {
                byNumber.put(Integer.parseInt(e.getKey()), e.getValue().asText());
            }
        }
        return List.copyOf(byNumber.values());
    }

    /**
     * Returns what transformers puts before the names of an encoder's layers, such as {@code bert}, where it has a head; checkpoints of encoders without one
     * may leave it out. Empty for other models.
     */
    public static String body(JsonNode config) {
        return switch (config.path("model_type").asText("")) {
            case "bert" -> "bert";
            case "roberta", "xlm-roberta", "camembert" -> "roberta";
            case "distilbert" -> "distilbert";
            case "mpnet" -> "mpnet";
            case "modernbert" -> "model";
            default -> "";
        };
    }

    /** Returns whether a config is of a model with the head of a task, such as {@code SequenceClassification}. */
    public static boolean isFor(JsonNode config, String task) {
        return config.path("architectures").path(0).asText("").endsWith("For" + task);
    }

    /**
     * Returns the config of the same model with another head.
     *
     * @param task as architectures are called after it
     * @param labels of its classes; empty for a head over the vocabulary
     */
    public static JsonNode withHead(JsonNode config, String task, List<String> labels) {
        ObjectNode with = config.deepCopy();
        String before = config.path("architectures").path(0).asText("");
        String stem = SUFFIX.matcher(before).replaceFirst("");
        with.putArray("architectures").add((stem.isEmpty() ? stem(config) : stem) + "For" + task);
        if (!labels.isEmpty()) {
            ObjectNode names = with.putObject("id2label");
            ObjectNode numbers = with.putObject("label2id");
            for (int i = 0; i < labels.size(); i++) {
                names.put(Integer.toString(i), labels.get(i));
                numbers.put(labels.get(i), i);
            }
            with.remove(List.of("num_labels", "_num_labels"));
        }
        return with;
    }

    private static String stem(JsonNode config) {
        String type = config.path("model_type").asText("model");
        return Character.toUpperCase(type.charAt(0)) + type.substring(1);
    }
}
