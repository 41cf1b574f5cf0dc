package org.menura.eval.task;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a task asks of a model about a document.
 *
 * @param document the number of the document among those that are evaluated
 * @param index the number of the request among those of the document
 * @param context the prompt, or the whole text of {@link Kind#ROLLING}
 * @param continuation the text whose log-likelihood is asked; null in other kinds
 * @param generation arguments of generation; null in other kinds
 */
public record TaskRequest(
        int document,
        int index,
        Kind kind,
        String context,
        @Nullable String continuation,
        @Nullable Map<String, @Nullable Object> generation) {
    /** What is asked. */
    public enum Kind {
        /** The log-likelihood of a continuation. */
        LOGLIKELIHOOD,
        /** The log-likelihood of a whole text. */
        ROLLING,
        /** An answer. */
        GENERATION
    }

    /** Returns what is sent to the model, as lm-evaluation-harness logs it. */
    public List<Object> arguments() {
        if (continuation != null) {
            return List.of(context, continuation);
        }
        return generation != null ? List.of(context, generation) : List.of(context);
    }
}
