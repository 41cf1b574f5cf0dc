package org.menura.train.setup;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.TreeSet;
import org.menura.model.Config;
import org.menura.model.adapter.TaskConfig;
import org.menura.model.encoder.Labels;
import org.menura.train.data.ClassNumbers;

/**
 * The head that an objective needs on top of a model.
 *
 * @param task as architectures are called after it: {@code MaskedLM}, {@code TokenClassification} or {@code
 *     SequenceClassification}
 * @param labels of its classes; empty for a head over the vocabulary
 */
public record TaskHead(String task, List<String> labels) {
    /** The head with one score, for rewards and values. */
    public static final TaskHead SCORE = new TaskHead("SequenceClassification", List.of("LABEL_0"));

    /** Returns whether a config describes this head already, its labels in any order or by their numbers. */
    public boolean isIn(JsonNode config) {
        List<String> named = TaskConfig.labels(config);
        return TaskConfig.isFor(config, task)
                && (labels.isEmpty()
                        || new TreeSet<>(labels).equals(new TreeSet<>(named))
                        || ClassNumbers.areOf(labels, names(config))
                        || labels.size() == 1
                                && (named.size() == 1
                                        || config.path("num_labels").asInt() == 1));
    }

    /** The config of a model with this head. */
    JsonNode applied(JsonNode config) {
        if (!isIn(config)) {
            return TaskConfig.withHead(config, task, labels);
        }
        List<String> names = names(config);
        boolean isNamed = labels.isEmpty() || names.equals(TaskConfig.labels(config));
        return isNamed || !ClassNumbers.areOf(labels, names) ? config : TaskConfig.withHead(config, task, names);
    }

    /** The names of a head's classes, also where a config does not name them. */
    private static List<String> names(JsonNode config) {
        return Labels.names(new Config(config, "the model's config"));
    }
}
