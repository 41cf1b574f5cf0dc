package org.menura.train.setup;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * The head that an objective needs on top of a model.
 *
 * @param task as architectures are called after it: {@code MaskedLM}, {@code TokenClassification} or {@code
 *     SequenceClassification}
 * @param labels of its classes; empty for a head over the vocabulary
 */
public record TaskHead(String task, List<String> labels) {
    private static final Pattern SUFFIX = Pattern.compile("(For[A-Z][A-Za-z]*|LMHeadModel|Model)$");

    /** Parameters of heads, whatever stands before them. */
    static final Pattern PARAMETERS =
            Pattern.compile("(classifier|score|qa_outputs|lm_head|cls|head\\.(dense|norm))\\..*|decoder\\.(weight|bias)"
                    + "|((bert|roberta)\\.)?pooler\\..*");

    /** Those of them that belong to labels. */
    static final Pattern OF_LABELS = Pattern.compile("(classifier|score)\\..*");

    /** The head with one score, for rewards and values. */
    public static final TaskHead SCORE = new TaskHead("SequenceClassification", List.of("LABEL_0"));

    /** Returns whether a config describes this head already, its labels in any order. */
    public boolean isIn(JsonNode config) {
        String architecture = config.path("architectures").path(0).asText("");
        return architecture.endsWith("For" + task)
                && (labels.isEmpty()
                        || new TreeSet<>(labels).equals(new TreeSet<>(labelsOf(config)))
                        || labels.size() == 1
                                && (labelsOf(config).size() == 1
                                        || config.path("num_labels").asInt() == 1));
    }

    /** Returns the labels that a config names, in their order. */
    public static List<String> labelsOf(JsonNode config) {
        TreeMap<Integer, String> byNumber = new TreeMap<>();
        for (Map.Entry<String, JsonNode> e : config.path("id2label").properties()) {
            if (e.getKey().matches("\\d{1,9}")) {
                byNumber.put(Integer.parseInt(e.getKey()), e.getValue().asText());
            }
        }
        return List.copyOf(byNumber.values());
    }

    /** The config of a model with this head. */
    JsonNode applied(JsonNode config) {
        if (isIn(config)) {
            return config;
        }
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
