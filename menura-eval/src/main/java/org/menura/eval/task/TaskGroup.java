package org.menura.eval.task;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;
import org.menura.format.python.Python;

/**
 * A group of tasks and groups.
 *
 * @param alias the name shown in tables
 * @param aggregates metrics that are aggregated over its tasks; null for none
 * @param children tasks and groups by name
 */
public record TaskGroup(
        String name,
        String alias,
        @Nullable List<AggregateMetric> aggregates,
        @Nullable Map<?, ?> metadata,
        SequencedMap<String, Child> children) {
    /** What a group holds. */
    public sealed interface Child {}

    /** A task of a group. */
    public record OfTask(EvalTask task) implements Child {}

    /** A group of a group. */
    public record OfGroup(TaskGroup group) implements Child {}

    /**
     * A metric aggregated over the tasks of a group.
     *
     * @param filters names of filters; null for all that its tasks have
     * @param weightBySize whether a task counts by the number of its documents
     */
    public record AggregateMetric(String metric, @Nullable List<String> filters, boolean weightBySize) {}

    /** Returns the version, as Python writes it; {@code N/A} where there is none. */
    public String version() {
        return metadata == null || metadata.isEmpty() || !metadata.containsKey("version")
                ? "N/A"
                : Python.str(metadata.get("version"));
    }

    /** Returns whether the group has metrics of its own. */
    public boolean hasAggregates() {
        return aggregates != null && !aggregates.isEmpty();
    }

    /** Returns all tasks, those of inner groups included. */
    public List<EvalTask> tasks() {
        List<EvalTask> tasks = new ArrayList<>();
        for (Child child : children.values()) {
            switch (child) {
                case OfTask(EvalTask task) -> tasks.add(task);
                case OfGroup(TaskGroup group) -> tasks.addAll(group.tasks());
            }
        }
        return tasks;
    }

    /** Returns all inner groups, outer ones first. */
    public List<TaskGroup> groups() {
        List<TaskGroup> groups = new ArrayList<>();
        for (Child child : children.values()) {
            if (child instanceof OfGroup(TaskGroup group)) {
                groups.add(group);
                groups.addAll(group.groups());
            }
        }
        return groups;
    }
}
