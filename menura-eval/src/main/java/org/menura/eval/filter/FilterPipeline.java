package org.menura.eval.filter;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Filters one behind another, under the name that metrics carry behind their comma.
 *
 * @param name the name
 * @param filters in the order in which they act
 */
public record FilterPipeline(String name, List<Filter> filters) {
    /** Makes the pipeline of tasks that name none: the first response of each request. */
    public static FilterPipeline first() {
        return new FilterPipeline("none", List.of(SelectionFilters.FIRST));
    }

    /** Filters the responses to all requests of a task. */
    public List<@Nullable Object> apply(
            List<@Nullable Object> responses, List<Map<String, @Nullable Object>> documents) {
        List<@Nullable Object> filtered = responses;
        for (Filter filter : filters) {
            filtered = filter.apply(filtered, documents);
        }
        return filtered;
    }
}
