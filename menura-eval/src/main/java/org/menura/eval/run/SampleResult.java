package org.menura.eval.run;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.menura.format.python.Python;

/**
 * What became of a document, after one of the task's filters. Values are those of {@link
 * org.menura.format.python.Python}; lm-evaluation-harness logs the same.
 *
 * @param documentId the number of the document in its split
 * @param target what the task makes of the document as its answer
 * @param arguments what was sent to the model, for each request
 * @param responses what the model answered, for each request and repeat: a tuple of log-likelihood and whether it is
 *     greedy, a log-likelihood, or a text
 * @param filtered what the filter left of the answers, for each request
 * @param metrics values by name
 * @param documentHash SHA-256 of the document as JSON
 * @param promptHash SHA-256 of the first request's prompt
 * @param targetHash SHA-256 of the target as Python prints it
 */
public record SampleResult(
        int documentId,
        Map<String, @Nullable Object> document,
        @Nullable Object target,
        List<List<Object>> arguments,
        List<List<Object>> responses,
        List<@Nullable Object> filtered,
        String filter,
        Map<String, @Nullable Object> metrics,
        String documentHash,
        String promptHash,
        String targetHash) {
    /** Returns the document as JSON, the very text that its hash is of. */
    public String documentJson() {
        return Python.jsonDumps(document, false, 2, false);
    }
}
