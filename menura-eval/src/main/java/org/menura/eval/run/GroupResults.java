package org.menura.eval.run;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.menura.eval.metric.StandardErrors;
import org.menura.eval.task.EvalTask;
import org.menura.eval.task.TaskGroup;

/** Aggregates metrics over the tasks of a group. */
final class GroupResults {
    private static final String STDERR = "_stderr";
    private static final String NONE = "N/A";

    private GroupResults() {}

    static SequencedMap<String, @Nullable Object> of(
            TaskGroup group, Map<String, SequencedMap<String, @Nullable Object>> results) {
        SequencedMap<String, @Nullable Object> metrics = new LinkedHashMap<>();
        metrics.put("alias", group.alias());
        metrics.put("name", group.name());
        List<TaskGroup.AggregateMetric> aggregates = group.aggregates();
        if (aggregates == null || aggregates.isEmpty()) {
            return metrics;
        }
        List<SequencedMap<String, @Nullable Object>> tasks = new ArrayList<>();
        for (EvalTask task : group.tasks()) {
            SequencedMap<String, @Nullable Object> of = results.get(task.name());
            if (of != null) {
                tasks.add(of);
            }
        }
        long all = 0;
        for (SequencedMap<String, @Nullable Object> task : tasks) {
            all += size(task);
        }
        metrics.put("sample_len", all);
        SequencedMap<String, @Nullable Object> counts = new LinkedHashMap<>();
        for (TaskGroup.AggregateMetric aggregate : aggregates) {
            List<String> filters =
                    aggregate.filters() == null ? filters(aggregate.metric(), tasks) : aggregate.filters();
            for (String filter : filters) {
                aggregate(aggregate, filter, tasks, metrics, counts);
            }
        }
        if (!counts.isEmpty()) {
            metrics.put("sample_count", counts);
        }
        return metrics;
    }

    private static void aggregate(
            TaskGroup.AggregateMetric aggregate,
            String filter,
            List<SequencedMap<String, @Nullable Object>> tasks,
            SequencedMap<String, @Nullable Object> metrics,
            SequencedMap<String, @Nullable Object> counts) {
        String key = aggregate.metric() + "," + filter;
        String errorKey = aggregate.metric() + STDERR + "," + filter;
        List<Double> values = new ArrayList<>();
        List<Integer> sizes = new ArrayList<>();
        List<Double> errors = new ArrayList<>();
        for (SequencedMap<String, @Nullable Object> task : tasks) {
            if (task.get(key) instanceof Number value) {
                values.add(value.doubleValue());
                sizes.add((int) size(task));
                if (task.get(errorKey) instanceof Number error) {
                    errors.add(error.doubleValue());
                }
            }
        }
        if (values.isEmpty()) {
            return;
        }
        boolean weighted = aggregate.weightBySize();
        metrics.put(key, StandardErrors.ofGroup(values, sizes, weighted));
        counts.put(key, sizes.stream().mapToLong(Integer::longValue).sum());
        if (errors.size() < values.size()) {
            metrics.put(errorKey, NONE);
        } else {
            metrics.put(errorKey, weighted ? StandardErrors.pooled(errors, sizes) : StandardErrors.unweighted(errors));
        }
    }

    private static long size(Map<String, @Nullable Object> task) {
        return task.get("sample_len") instanceof Number n ? n.longValue() : 0;
    }

    private static List<String> filters(String metric, List<SequencedMap<String, @Nullable Object>> tasks) {
        TreeSet<String> filters = new TreeSet<>();
        String prefix = metric + ",";
        for (SequencedMap<String, @Nullable Object> task : tasks) {
            for (String key : task.keySet()) {
                if (key.startsWith(prefix) && !key.contains(STDERR)) {
                    filters.add(key.substring(prefix.length()));
                }
            }
        }
        return List.copyOf(filters);
    }
}
