package org.menura.eval.task;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.menura.format.FormatException;
import org.menura.format.python.Python;
import org.menura.format.python.PythonRegex;
import org.menura.format.python.PythonTuple;

/** Scores of documents by the log-likelihood of a target or of a whole text. */
final class LikelihoodScores {
    private static final PythonRegex SPACE = PythonRegex.compile("\\s+");

    private LikelihoodScores() {}

    static Map<String, @Nullable Object> ofTarget(String task, Set<String> metrics, @Nullable Object result) {
        if (!(result instanceof PythonTuple tuple) || tuple.size() != 2) {
            throw new FormatException("task %s: a filter left something else than a log-likelihood".formatted(task));
        }
        Map<String, @Nullable Object> scores = new LinkedHashMap<>();
        if (metrics.contains("perplexity")) {
            scores.put("perplexity", tuple.get(0));
        }
        if (metrics.contains("acc")) {
            scores.put("acc", Boolean.TRUE.equals(tuple.get(1)) ? 1L : 0L);
        }
        return scores;
    }

    static Map<String, @Nullable Object> ofText(
            String task, Set<String> metrics, @Nullable Object text, @Nullable Object likelihood) {
        if (!(text instanceof String whole)) {
            throw new FormatException("task %s: doc_to_target gives %s for a document instead of a text"
                    .formatted(task, Python.repr(text)));
        }
        long words = SPACE.split(whole).size();
        long bytes = whole.getBytes(StandardCharsets.UTF_8).length;
        Map<String, @Nullable Object> scores = new LinkedHashMap<>();
        if (metrics.contains("word_perplexity")) {
            scores.put("word_perplexity", PythonTuple.of(likelihood, words));
        }
        if (metrics.contains("byte_perplexity")) {
            scores.put("byte_perplexity", PythonTuple.of(likelihood, bytes));
        }
        if (metrics.contains("bits_per_byte")) {
            scores.put("bits_per_byte", PythonTuple.of(likelihood, bytes));
        }
        return scores;
    }
}
