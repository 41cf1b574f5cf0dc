package org.menura.eval.task.yaml;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.menura.format.FormatException;

/** Reads a task file with what it includes. */
public final class TaskFile {
    private static final String INCLUDE = "include";
    private static final String TASK_LIST = "task_list";

    private TaskFile() {}

    /**
     * Reads a task file; its own fields win over those of the files that it includes, later ones over earlier ones.
     *
     * @return values by name
     * @throws FormatException if a file is not YAML, is not there, or includes itself
     */
    public static Map<String, @Nullable Object> read(Path file) {
        return read(resolved(file), new HashSet<>());
    }

    /** Returns where a file or folder is when links are followed; where it would be, if it is not there. */
    public static Path resolved(Path path) {
        try {
            return path.toRealPath();
        } catch (IOException e) {
            return path.toAbsolutePath().normalize();
        }
    }

    private static Map<String, @Nullable Object> read(Path file, Set<Path> seen) {
        if (!seen.add(file)) {
            throw new FormatException(file + " includes itself, or one file twice");
        }
        Map<String, @Nullable Object> own = named(PythonYaml.read(file), file);
        if (!own.containsKey(INCLUDE)) {
            return own;
        }
        Object includes = own.remove(INCLUDE);
        Map<String, @Nullable Object> merged = new LinkedHashMap<>();
        for (Object include : includes instanceof List<?> list ? list : List.of(String.valueOf(includes))) {
            Path included = resolved(file.resolveSibling(String.valueOf(include)));
            if (!Files.isRegularFile(included)) {
                throw new FormatException("%s includes %s, which is not there".formatted(file, included));
            }
            Map<String, @Nullable Object> more = read(included, seen);
            more.remove(TASK_LIST);
            putAll(merged, more);
        }
        putAll(merged, own);
        return merged;
    }

    /** Puts entries as Python's {@code dict.update} does: a key that is there keeps its place. */
    private static void putAll(Map<String, @Nullable Object> into, Map<String, @Nullable Object> more) {
        more.forEach(into::put);
    }

    private static Map<String, @Nullable Object> named(Map<Object, @Nullable Object> values, Path file) {
        Map<String, @Nullable Object> named = new LinkedHashMap<>();
        values.forEach((key, value) -> {
            if (!(key instanceof String name)) {
                throw new FormatException("%s has the field %s, whose name is no text".formatted(file, key));
            }
            named.put(name, value);
        });
        return named;
    }
}
