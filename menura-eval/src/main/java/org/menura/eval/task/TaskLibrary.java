package org.menura.eval.task;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SequencedMap;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.menura.format.FormatException;

/** Finds tasks by name in folders of task files and loads them. */
public final class TaskLibrary {
    /** What a name stands for. */
    public enum Kind {
        /** A task. */
        TASK,
        /** A group of tasks, with metrics of its own or without. */
        GROUP,
        /** A name that tasks share. */
        TAG
    }

    private static final int CLOSE = 3;

    private final TaskIndex index;
    private final TaskFactory factory;
    private final Path base;

    /**
     * Reads folders of task files.
     *
     * @param folders later ones win where names are the same
     * @param base the folder in which relative files of rows are looked for
     * @throws FormatException if a folder is not there
     */
    public TaskLibrary(List<Path> folders, Path base) {
        this(folders, base, Map.of());
    }

    /**
     * Reads folders of task files.
     *
     * @param metadata win over those of the tasks and groups
     * @throws FormatException if a folder is not there
     */
    public TaskLibrary(List<Path> folders, Path base, Map<String, ? extends @Nullable Object> metadata) {
        this.index = new TaskIndex(folders);
        this.factory = new TaskFactory(index, base, metadata);
        this.base = base;
    }

    /** Returns the names of all tasks, groups and tags, sorted. */
    public List<String> names() {
        return index.names();
    }

    /** Returns the names that stand for something of these kinds, sorted. */
    public List<String> names(Set<Kind> kinds) {
        return index.names().stream()
                .filter(name -> kinds.contains(
                        switch (Objects.requireNonNull(index.get(name))) {
                            case TaskIndex.Entry.Task _ -> Kind.TASK;
                            case TaskIndex.Entry.Group _ -> Kind.GROUP;
                            case TaskIndex.Entry.Tag _ -> Kind.TAG;
                        }))
                .toList();
    }

    /** Returns whether a name, or names with {@code *}, {@code ?} and {@code [abc]}, stand for something. */
    public boolean has(String spec) {
        return index.get(spec) != null || index.names().stream().anyMatch(name -> Wildcards.matches(spec, name));
    }

    /** Returns what is wrong with files that could not be read, by file. */
    public Map<Path, String> unreadable() {
        return Collections.unmodifiableMap(index.unreadable());
    }

    /**
     * Loads tasks.
     *
     * @param specs names of tasks, groups and tags, with {@code *}, {@code ?} and {@code [abc]} for several; or files
     * @throws FormatException if there is none of a name, a task can't be loaded, or two of the specs hold the same task
     */
    public TaskSelection load(List<String> specs) {
        SequencedMap<String, EvalTask> tasks = new LinkedHashMap<>();
        SequencedMap<String, TaskGroup> groups = new LinkedHashMap<>();
        Map<String, String> sources = new HashMap<>();
        for (TaskGroup.Child child :
                specs.stream().flatMap(s -> resolve(s).stream()).toList()) {
            switch (child) {
                case TaskGroup.OfTask(EvalTask task) -> {
                    claim(task, task.name(), sources);
                    tasks.put(task.name(), task);
                }
                case TaskGroup.OfGroup(TaskGroup group) -> {
                    groups.put(group.name(), group);
                    for (EvalTask task : group.tasks()) {
                        claim(task, group.name(), sources);
                        tasks.put(task.name(), task);
                    }
                    group.groups().forEach(inner -> groups.put(inner.name(), inner));
                }
            }
        }
        if (tasks.isEmpty() && groups.isEmpty()) {
            throw new FormatException("no tasks are named");
        }
        return new TaskSelection(tasks, groups);
    }

    private static void claim(EvalTask task, String source, Map<String, String> sources) {
        String other = sources.put(task.name(), source);
        if (other != null && !other.equals(source)) {
            throw new FormatException("task %s is asked for twice, by %s and by %s: evaluate them apart"
                    .formatted(task.name(), other, source));
        }
    }

    private List<TaskGroup.Child> resolve(String spec) {
        TaskIndex.Entry entry = index.get(spec);
        if (entry != null) {
            return factory.build(entry);
        }
        if (spec.matches(".*[*?\\[].*")) {
            List<TaskGroup.Child> found = new ArrayList<>();
            for (String name : index.names()) {
                TaskIndex.Entry match = Wildcards.matches(spec, name) ? index.get(name) : null;
                if (match != null) {
                    found.addAll(factory.build(match));
                }
            }
            if (!found.isEmpty()) {
                return found;
            }
        }
        List<Path> inside = inside(spec);
        if (!inside.isEmpty()) {
            return inside.stream()
                    .flatMap(path -> Stream.ofNullable(TaskIndex.of(path)))
                    .flatMap(found -> factory.build(found).stream())
                    .toList();
        }
        Path file = file(spec);
        TaskIndex.Entry given = file == null ? null : TaskIndex.of(file);
        if (given != null) {
            return factory.build(given);
        }
        throw new FormatException("there is no task, group or tag %s%s".formatted(spec, suggestion(spec)));
    }

    private @Nullable Path file(String spec) {
        try {
            Path file = Files.isRegularFile(Path.of(spec)) ? Path.of(spec) : base.resolve(spec);
            return Files.isRegularFile(file) ? file.toAbsolutePath().normalize() : null;
        } catch (InvalidPathException e) {
            return null;
        }
    }

    /** The task files that stand in a folder itself; none where it is no folder. */
    private List<Path> inside(String spec) {
        try (Stream<Path> files = Files.isDirectory(Path.of(spec)) ? Files.list(Path.of(spec)) : Stream.empty()) {
            return files.filter(file -> file.toString().endsWith(".yaml") && Files.isRegularFile(file))
                    .map(file -> file.toAbsolutePath().normalize())
                    .sorted()
                    .toList();
        } catch (InvalidPathException e) {
            return List.of();
        } catch (IOException e) {
            throw new UncheckedIOException("can't look for task files in " + spec, e);
        }
    }

    private String suggestion(String spec) {
        for (Map.Entry<Path, String> wrong : index.unreadable().entrySet()) {
            if (String.valueOf(wrong.getKey().getFileName()).equals(spec + ".yaml")) {
                return ": " + wrong.getValue();
            }
        }
        TreeSet<String> close = new TreeSet<>();
        for (String name : index.names()) {
            if (name.contains(spec) || spec.contains(name)) {
                close.add(name);
            }
        }
        return close.isEmpty()
                ? " among the " + index.names().size() + " that the folders hold"
                : "; there is " + String.join(", ", close.stream().limit(CLOSE).toList());
    }
}
