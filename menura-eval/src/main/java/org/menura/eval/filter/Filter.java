package org.menura.eval.filter;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Changes the responses to all requests of a task. */
@FunctionalInterface
public interface Filter {
    /**
     * Filters responses.
     *
     * @param responses per request: a list of what the model answered, or what an earlier filter made of it
     * @param documents the document of each request
     * @return as many, in the same order
     * @throws org.menura.format.FormatException if a response is none that the filter takes
     */
    List<@Nullable Object> apply(List<@Nullable Object> responses, List<Map<String, @Nullable Object>> documents);
}
