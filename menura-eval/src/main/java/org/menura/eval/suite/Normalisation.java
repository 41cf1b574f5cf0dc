package org.menura.eval.suite;

import java.nio.charset.StandardCharsets;
import java.util.Map;

/** What the log-likelihoods of answers are divided by, or compared with, before the greatest is chosen (OLMES, section 3). */
public enum Normalisation {
    /** The sum of log-probabilities as it is. */
    NONE("acc_raw"),
    /** Per character (code point) of the answer, with the blank before it. */
    CHARACTERS("acc_per_char"),
    /** Per byte of the answer. */
    BYTES("acc_per_byte"),
    /** Less the answer's log-likelihood without the question: pointwise mutual information. */
    PMI("acc_uncond");

    /** The normalisation of each cloze task in OLMES 0.1; letters are never normalised. */
    private static final Map<String, Normalisation> OLMES = Map.ofEntries(
            Map.entry("arc_challenge", PMI),
            Map.entry("csqa", PMI),
            Map.entry("commonsense_qa", PMI),
            Map.entry("openbookqa", PMI),
            Map.entry("arc_easy", CHARACTERS),
            Map.entry("hellaswag", CHARACTERS),
            Map.entry("piqa", CHARACTERS),
            Map.entry("socialiqa", CHARACTERS),
            Map.entry("social_iqa", CHARACTERS),
            Map.entry("mmlu", CHARACTERS),
            Map.entry("boolq", NONE),
            Map.entry("winogrande", NONE));

    private final String metric;

    Normalisation(String metric) {
        this.metric = metric;
    }

    /** The name of the accuracy with it, as AI2's tools call it. */
    public String metric() {
        return metric;
    }

    /**
     * Chooses a task's normalisation: OLMES' own for its ten tasks, otherwise what the task's file names as its primary metric.
     *
     * @param core the task's name without form and subject
     * @param primary a metric's name
     */
    static Normalisation of(String core, boolean letters, String primary) {
        if (letters) {
            return NONE;
        }
        Normalisation own = core.startsWith("mmlu") ? CHARACTERS : OLMES.get(core);
        if (own != null) {
            return own;
        }
        for (Normalisation each : values()) {
            if (each.metric.equals(primary)) {
                return each;
            }
        }
        return CHARACTERS;
    }

    /** Scores an answer; of several the greatest is chosen, the first among equals. */
    double score(double logLikelihood, double unconditioned, String continuation) {
        return switch (this) {
            case NONE -> logLikelihood;
            case CHARACTERS -> logLikelihood / Math.max(1, continuation.codePointCount(0, continuation.length()));
            case BYTES -> logLikelihood / Math.max(1, continuation.getBytes(StandardCharsets.UTF_8).length);
            case PMI -> logLikelihood - unconditioned;
        };
    }
}
