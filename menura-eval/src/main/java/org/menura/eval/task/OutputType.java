package org.menura.eval.task;

import java.util.List;
import org.menura.format.FormatException;

/** What a task asks of a model ({@code output_type}). */
public enum OutputType {
    /** The log-likelihood of the target. */
    LOGLIKELIHOOD("loglikelihood", List.of("perplexity", "acc")),
    /** The log-likelihood of each choice. */
    MULTIPLE_CHOICE("multiple_choice", List.of("acc", "acc_norm")),
    /** The log-likelihood of a whole text. */
    LOGLIKELIHOOD_ROLLING("loglikelihood_rolling", List.of("word_perplexity", "byte_perplexity", "bits_per_byte")),
    /** A generated answer. */
    GENERATE_UNTIL("generate_until", List.of("exact_match"));

    private final String key;
    private final List<String> metrics;

    OutputType(String key, List<String> metrics) {
        this.key = key;
        this.metrics = metrics;
    }

    /** Returns the name in task files. */
    public String key() {
        return key;
    }

    /** Returns the metrics of a task that names none. */
    public List<String> metrics() {
        return metrics;
    }

    /**
     * Returns the type of a name.
     *
     * @throws FormatException if there is none of that name
     */
    static OutputType of(String key) {
        for (OutputType type : values()) {
            if (type.key.equals(key)) {
                return type;
            }
        }
        throw new FormatException("output_type %s is not known: it is loglikelihood, multiple_choice,".formatted(key)
                + " loglikelihood_rolling or generate_until");
    }
}
