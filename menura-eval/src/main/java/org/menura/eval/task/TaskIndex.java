package org.menura.eval.task;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.menura.eval.task.yaml.TaskFile;
import org.menura.format.FormatException;

/** The tasks, groups and tags of folders, by name. */
final class TaskIndex {
    /** What a name stands for. */
    sealed interface Entry {
        /** A task of a file. */
        record Task(String name, Path file) implements Entry {}

        /** A group of a file. */
        record Group(String name, Path file) implements Entry {}

        /** A tag of tasks. */
        record Tag(String name, SortedSet<String> tasks) implements Entry {}
    }

    private final Map<String, Entry> entries = new LinkedHashMap<>();
    private final Map<Path, String> unreadable = new TreeMap<>();

    /** Reads the folders; where names are the same, those of later folders win. */
    TaskIndex(List<Path> folders) {
        for (Path folder : folders) {
            Map<String, Entry> inside = new LinkedHashMap<>();
            for (Path file : files(folder)) {
                try {
                    add(TaskFile.read(file), file, inside);
                } catch (FormatException e) {
                    unreadable.put(file, e.getMessage());
                }
            }
            entries.putAll(inside);
        }
    }

    @Nullable
    Entry get(String name) {
        return entries.get(name);
    }

    /** Returns all names, sorted. */
    List<String> names() {
        return entries.keySet().stream().sorted().toList();
    }

    /** Returns what is wrong with files that could not be read, by file. */
    Map<Path, String> unreadable() {
        return unreadable;
    }

    /** Returns the entry of a file that need not be in the index. */
    static @Nullable Entry of(Path file) {
        Map<String, @Nullable Object> fields = TaskFile.read(file);
        Object name = fields.get("task") instanceof String task ? task : fields.get("group");
        if (name == null) {
            return null;
        }
        return fields.containsKey("group")
                ? new Entry.Group(String.valueOf(fields.get("group")), file)
                : new Entry.Task(String.valueOf(name), file);
    }

    private static List<Path> files(Path folder) {
        if (!Files.isDirectory(folder)) {
            throw new FormatException("there is no folder of task files " + folder);
        }
        // A link to the folder is followed, links to folders inside are not: as in lm-evaluation-harness.
        Path real = TaskFile.resolved(folder);
        try (Stream<Path> inside = Files.walk(real)) {
            return inside.filter(file -> file.toString().endsWith(".yaml") && Files.isRegularFile(file))
                    .filter(file -> !hidden(real.relativize(file)))
                    .sorted((a, b) -> posix(a).compareTo(posix(b)))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException("can't look for task files in " + folder, e);
        }
    }

    private static String posix(Path file) {
        return file.toString().replace('\\', '/');
    }

    private static boolean hidden(Path file) {
        for (Path part : file) {
            if (part.toString().equals("__pycache__") || part.toString().equals(".ipynb_checkpoints")) {
                return true;
            }
        }
        return false;
    }

    private static void add(Map<String, @Nullable Object> fields, Path file, Map<String, Entry> entries) {
        if (fields.containsKey("group") && !fields.containsKey("class")) {
            String name = String.valueOf(fields.get("group"));
            entries.putIfAbsent(name, new Entry.Group(name, file));
        } else if (fields.containsKey("task")) {
            if (!(fields.get("task") instanceof String name)) {
                throw new FormatException(file + " has a task whose name is no text");
            }
            if (!entries.containsKey(name)) {
                entries.put(name, new Entry.Task(name, file));
                for (String tag : tags(fields.get("tag"))) {
                    Entry of = entries.computeIfAbsent(tag, t -> new Entry.Tag(t, new TreeSet<>()));
                    if (of instanceof Entry.Tag(var _, SortedSet<String> tasks)) {
                        tasks.add(name);
                    }
                }
            }
        } else {
            throw new FormatException(file + " describes neither a task nor a group");
        }
    }

    private static List<String> tags(@Nullable Object tag) {
        List<String> tags = new ArrayList<>();
        switch (tag) {
            case null -> {}
            case List<?> list -> list.forEach(item -> tags.add(String.valueOf(item)));
            default -> tags.add(tag.toString());
        }
        tags.removeIf(String::isEmpty);
        return tags;
    }
}
