package org.menura.eval.task;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.menura.eval.task.yaml.TaskFile;
import org.menura.format.FormatException;
import org.menura.format.python.Python;

/** Builds tasks and groups of index entries, with the overrides of the groups around them. */
final class TaskFactory {
    private static final Set<String> GROUP_FIELDS =
            Set.of("group", "group_alias", "task", "aggregate_metric_list", "metadata");
    private static final Set<String> AGGREGATE_FIELDS =
            Set.of("metric", "filter_list", "aggregation", "weight_by_size");
    private static final int MAX_DEPTH = 20;

    private final TaskIndex index;
    private final Path base;
    private final Map<String, ? extends @Nullable Object> metadata;

    TaskFactory(TaskIndex index, Path base, Map<String, ? extends @Nullable Object> metadata) {
        this.metadata = metadata;
        this.index = index;
        this.base = base;
    }

    /** Builds a task, a group, or the tasks of a tag. */
    List<TaskGroup.Child> build(TaskIndex.Entry entry) {
        return build(entry, Map.of(), 0);
    }

    private List<TaskGroup.Child> build(
            TaskIndex.Entry entry, Map<String, ? extends @Nullable Object> overrides, int depth) {
        if (depth > MAX_DEPTH) {
            throw new FormatException("groups nest more than %d deep, or hold themselves".formatted(MAX_DEPTH));
        }
        return switch (entry) {
            case TaskIndex.Entry.Task(String _, Path file) ->
                List.of(new TaskGroup.OfTask(task(merged(TaskFile.read(file), overrides))));
            case TaskIndex.Entry.Group(String name, Path file) ->
                List.of(new TaskGroup.OfGroup(group(name, TaskFile.read(file), overrides, depth)));
            case TaskIndex.Entry.Tag(String name, Set<String> tasks) -> {
                List<TaskGroup.Child> children = new ArrayList<>();
                for (String task : tasks) {
                    TaskIndex.Entry tagged = index.get(task);
                    if (!(tagged instanceof TaskIndex.Entry.Task)) {
                        throw new FormatException("tag %s has the task %s, which is not there".formatted(name, task));
                    }
                    children.addAll(build(tagged, overrides, depth + 1));
                }
                yield children;
            }
        };
    }

    private EvalTask task(Map<String, @Nullable Object> fields) {
        Map<String, @Nullable Object> own = new LinkedHashMap<>(fields);
        own.keySet().removeAll(List.of("tag", "group", "task_list"));
        if (!metadata.isEmpty()) {
            own.put("metadata", withOwn(own.get("metadata")));
        }
        return new EvalTask(new TaskConfig(own), base);
    }

    private Map<Object, @Nullable Object> withOwn(@Nullable Object own) {
        Map<Object, @Nullable Object> all = new LinkedHashMap<>();
        if (own instanceof Map<?, ?> map) {
            map.forEach(all::put);
        }
        metadata.forEach(all::put);
        return all;
    }

    private TaskGroup group(
            String name,
            Map<String, @Nullable Object> fields,
            Map<String, ? extends @Nullable Object> overrides,
            int depth) {
        Map<String, @Nullable Object> inherited = new LinkedHashMap<>();
        fields.forEach((field, value) -> {
            if (!GROUP_FIELDS.contains(field)) {
                inherited.put(field, value);
            }
        });
        inherited.putAll(overrides);
        SequencedMap<String, TaskGroup.Child> children = new LinkedHashMap<>();
        if (fields.get("task") instanceof List<?> members) {
            for (Object member : members) {
                for (TaskGroup.Child child : member(member, name, inherited, depth)) {
                    children.put(
                            switch (child) {
                                case TaskGroup.OfTask(EvalTask task) -> task.name();
                                case TaskGroup.OfGroup(TaskGroup group) -> group.name();
                            },
                            child);
                }
            }
        }
        Object alias = fields.get("group_alias");
        return new TaskGroup(
                name,
                alias == null || alias.equals("") ? name : String.valueOf(alias),
                aggregates(name, fields.get("aggregate_metric_list")),
                metadata.isEmpty()
                        ? fields.get("metadata") instanceof Map<?, ?> map ? map : null
                        : withOwn(fields.get("metadata")),
                children);
    }

    private List<TaskGroup.Child> member(
            @Nullable Object member, String group, Map<String, @Nullable Object> inherited, int depth) {
        if (member instanceof String name) {
            return named(name, group, inherited, depth);
        }
        if (!(member instanceof Map<?, ?> map)) {
            throw new FormatException(
                    "group %s lists %s, which is neither a name nor a mapping".formatted(group, member));
        }
        Map<String, @Nullable Object> own = new LinkedHashMap<>();
        map.forEach((field, value) -> own.put(String.valueOf(field), value));
        if (own.containsKey("group")) {
            String name = String.valueOf(own.get("group"));
            TaskIndex.Entry entry = index.get(name);
            if (entry == null) {
                return List.of(new TaskGroup.OfGroup(group(group + "::" + name, own, inherited, depth + 1)));
            }
            own.remove("group");
            return build(entry, merged(inherited, own), depth + 1);
        }
        if (!(own.get("task") instanceof String name)) {
            throw new FormatException("group %s lists a mapping with neither task nor group".formatted(group));
        }
        return named(name, group, merged(inherited, own), depth);
    }

    private List<TaskGroup.Child> named(String name, String group, Map<String, @Nullable Object> overrides, int depth) {
        TaskIndex.Entry entry = index.get(name);
        if (entry == null) {
            Map<String, @Nullable Object> fields = new LinkedHashMap<>(overrides);
            fields.put("task", group + "::" + name);
            if (!fields.containsKey("dataset_path") && !fields.containsKey("dataset_kwargs")) {
                throw new FormatException("group %s holds the task %s, which is not there".formatted(group, name));
            }
            return List.of(new TaskGroup.OfTask(task(fields)));
        }
        if (entry instanceof TaskIndex.Entry.Tag(String _, Set<String> tasks)) {
            List<TaskGroup.Child> children = new ArrayList<>();
            for (String task : tasks) {
                Map<String, @Nullable Object> fields = new LinkedHashMap<>();
                fields.put("task", task);
                overrides.forEach(fields::put); // with a name, if there is one: then the tag's last task is left
                TaskIndex.Entry tagged = index.get(task);
                if (tagged == null) {
                    throw new FormatException("tag %s has the task %s, which is not there".formatted(name, task));
                }
                children.addAll(build(tagged, fields, depth + 1));
            }
            return children;
        }
        return build(entry, overrides, depth + 1);
    }

    private static Map<String, @Nullable Object> merged(
            Map<String, ? extends @Nullable Object> fields, Map<String, ? extends @Nullable Object> overrides) {
        Map<String, @Nullable Object> merged = new LinkedHashMap<>(fields);
        overrides.forEach(merged::put);
        return merged;
    }

    private static @Nullable List<TaskGroup.AggregateMetric> aggregates(String group, @Nullable Object value) {
        if (value == null) {
            return null;
        }
        List<TaskGroup.AggregateMetric> metrics = new ArrayList<>();
        for (Object item : value instanceof List<?> list ? list : List.of(value)) {
            if (!(item instanceof Map<?, ?> map) || !map.containsKey("metric")) {
                throw new FormatException(
                        "group %s: aggregate_metric_list should hold mappings with a metric".formatted(group));
            }
            for (Object field : map.keySet()) {
                if (!AGGREGATE_FIELDS.contains(String.valueOf(field))) {
                    throw new FormatException("group %s: aggregate_metric_list has the field %s, which is not known"
                            .formatted(group, field));
                }
            }
            Object aggregation = map.get("aggregation");
            if (map.containsKey("aggregation") && !"mean".equals(aggregation)) {
                throw new FormatException(
                        "group %s aggregates by %s; mean is all that is known".formatted(group, aggregation));
            }
            Object filters = map.get("filter_list");
            Object weighted = map.get("weight_by_size");
            metrics.add(new TaskGroup.AggregateMetric(
                    Python.str(map.get("metric")), // several in a list are the name of none
                    switch (filters) {
                        case null -> null;
                        case List<?> list -> list.stream().map(String::valueOf).toList();
                        default -> List.of(filters.toString());
                    },
                    !map.containsKey("weight_by_size") || Python.truth(weighted)));
        }
        return metrics;
    }
}
