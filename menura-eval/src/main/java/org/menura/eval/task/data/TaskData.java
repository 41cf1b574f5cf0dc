package org.menura.eval.task.data;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.menura.format.FormatException;

/**
 * Reads the rows of an evaluation set. The first split settles the types of all, as in Hugging Face's datasets: a column
 * that it lacks is an error, one that others lack is null there.
 */
public final class TaskData {
    private static final Set<String> FORMATS = Set.of("json", "csv", "parquet", "text");
    private static final Set<String> READ = Set.of(
            "data_files",
            "data_dir",
            "field",
            "sep",
            "delimiter",
            "column_names",
            "names",
            "trust_remote_code",
            "streaming",
            "cache_dir",
            "revision",
            "verification_mode",
            "encoding",
            "sample_by",
            "keep_linebreaks",
            "columns");

    private TaskData() {}

    /**
     * Reads all splits of a set.
     *
     * @param path {@code dataset_path}: json, csv, parquet or text, or a folder of such files
     * @param name {@code dataset_name}: a folder inside that folder
     * @param settings {@code dataset_kwargs}
     * @param base the folder in which relative files are looked for
     * @throws FormatException if the set is not on this machine, or its files can't be read
     */
    public static Map<String, Rows> read(@Nullable String path, @Nullable String name, Map<?, ?> settings, Path base) {
        for (Map.Entry<?, ?> given : settings.entrySet()) {
            Object setting = given.getKey();
            if (given.getValue() != null && !READ.contains(String.valueOf(setting))) {
                throw new FormatException(
                        "dataset_kwargs has the setting %s, which is not known for local files".formatted(setting));
            }
        }
        SequencedMap<String, List<Path>> splits = files(path, name, settings, base);
        Map<String, Rows> rows = new LinkedHashMap<>();
        ColumnType.Struct types = null;
        for (Map.Entry<String, List<Path>> split : splits.entrySet()) {
            List<Map<String, @Nullable Object>> read = new ArrayList<>();
            for (Path file : split.getValue()) {
                JsonRows.Raw raw = raw(file, path, settings);
                try {
                    types = types == null ? new ColumnType.Struct(types(raw, isJson(file, path))) : types;
                    boolean coarse = raw.lines() && Inference.hasJson(types);
                    for (Map<String, @Nullable Object> row : raw.rows()) {
                        read.add(cast(coarse ? JsonValues.coarse(row, false) : row, types));
                    }
                } catch (FormatException e) {
                    throw new FormatException(file + ": " + e.getMessage(), e);
                }
            }
            if (types != null) {
                rows.put(split.getKey(), new Rows(List.copyOf(types.fields().keySet()), read));
            }
        }
        return Collections.unmodifiableMap(rows);
    }

    private static SequencedMap<String, List<Path>> files(
            @Nullable String path, @Nullable String name, Map<?, ?> settings, Path base) {
        Object dir = settings.get("data_dir");
        Path from = dir == null ? base : base.resolve(String.valueOf(dir));
        Object listed = settings.get("data_files");
        boolean packaged = path != null && FORMATS.contains(path);
        if (listed != null) {
            Path folder = packaged || path == null ? from : base.resolve(path);
            return SplitFiles.listed(listed, folder);
        }
        Path folder = packaged ? from : path == null ? null : base.resolve(path);
        if (folder != null && dir != null && !packaged) {
            folder = folder.resolve(String.valueOf(dir));
        }
        if (folder != null && name != null && Files.isDirectory(folder.resolve(name))) {
            folder = folder.resolve(name);
        }
        SequencedMap<String, List<Path>> found = folder == null || !Files.isDirectory(folder) || packaged && dir == null
                ? new LinkedHashMap<>()
                : SplitFiles.inFolder(folder);
        if (found.isEmpty()) {
            throw new FormatException("the rows of %s%s are not on this machine: name local files in dataset_kwargs"
                            .formatted(path, name == null ? "" : " (" + name + ")")
                    + ".data_files, or put them into " + base.resolve(path == null ? "" : path));
        }
        return found;
    }

    private static boolean isJson(Path file, @Nullable String path) {
        return switch (format(file, path)) {
            case "json", "jsonl", "ndjson" -> true;
            default -> false;
        };
    }

    private static String format(Path file, @Nullable String path) {
        return path != null && FORMATS.contains(path) ? path : SplitFiles.ending(file);
    }

    private static JsonRows.Raw raw(Path file, @Nullable String path, Map<?, ?> settings) {
        return switch (format(file, path)) {
            case "json", "jsonl", "ndjson" -> {
                Object field = settings.get("field");
                yield JsonRows.read(file, field == null ? null : String.valueOf(field));
            }
            case "csv", "tsv" -> whole(CsvRows.read(file, separator(file, settings), names(settings)));
            case "parquet" -> whole(chosen(ParquetRows.read(file), file, settings));
            case "text", "txt" -> whole(TextRows.read(file, settings));
            default ->
                throw new FormatException(
                        file + " is of no kind that can be read: JSON Lines, JSON, CSV, Parquet and text can");
        };
    }

    /** Keeps the columns that are asked for, in the file's order. */
    private static List<Map<String, @Nullable Object>> chosen(
            List<Map<String, @Nullable Object>> rows, Path file, Map<?, ?> settings) {
        if (!(settings.get("columns") instanceof List<?> columns)) {
            return rows;
        }
        for (Object column : columns) {
            if (!rows.isEmpty() && !rows.getFirst().containsKey(String.valueOf(column))) {
                throw new FormatException(
                        "%s has no column %s, which dataset_kwargs.columns asks for".formatted(file, column));
            }
        }
        rows.forEach(row -> row.keySet().removeIf(name -> !columns.contains(name)));
        return rows;
    }

    private static JsonRows.Raw whole(List<Map<String, @Nullable Object>> rows) {
        return new JsonRows.Raw(rows, rows.size(), false);
    }

    private static char separator(Path file, Map<?, ?> settings) {
        Object given = settings.get("delimiter") == null ? settings.get("sep") : settings.get("delimiter");
        if (given instanceof String text && text.length() == 1) {
            return text.charAt(0);
        }
        return SplitFiles.ending(file).equals("tsv") ? '\t' : ',';
    }

    private static @Nullable List<String> names(Map<?, ?> settings) {
        Object given = settings.get("column_names") == null ? settings.get("names") : settings.get("column_names");
        return given instanceof List<?> list
                ? list.stream().map(String::valueOf).toList()
                : null;
    }

    private static SequencedMap<String, ColumnType> types(JsonRows.Raw raw, boolean json) {
        List<Map<String, @Nullable Object>> first = raw.rows().subList(0, raw.first());
        SequencedMap<String, ColumnType> types = Inference.fields(first, raw.lines());
        if (raw.lines() && !first.isEmpty()) {
            return withJsonFirst(types, first.getFirst());
        }
        if (json) {
            types.replaceAll((name, type) ->
                    PandasColumns.namesDate(name) && areMoments(name, first) ? new ColumnType.Moment() : type);
        }
        return types;
    }

    /** Moves columns of any kind behind the first row's own: datasets gives them to each row before it lists columns. */
    private static SequencedMap<String, ColumnType> withJsonFirst(
            SequencedMap<String, ColumnType> types, Map<String, @Nullable Object> row) {
        SequencedMap<String, ColumnType> ordered = new LinkedHashMap<>();
        row.keySet().forEach(name -> ordered.put(name, types.get(name)));
        types.forEach((name, type) -> {
            if (Inference.hasJson(type)) {
                ordered.putIfAbsent(name, type);
            }
        });
        types.forEach(ordered::putIfAbsent);
        return ordered;
    }

    private static boolean areMoments(String name, List<Map<String, @Nullable Object>> rows) {
        return rows.stream()
                .map(row -> row.get(name))
                .allMatch(value -> value == null || value instanceof String text && Moments.parse(text) != null);
    }

    private static Map<String, @Nullable Object> cast(Map<String, @Nullable Object> row, ColumnType.Struct types) {
        Map<String, @Nullable Object> out = new LinkedHashMap<>();
        types.fields().forEach((name, type) -> out.put(name, castField(name, type, row.get(name))));
        for (String name : row.keySet()) {
            if (!types.fields().containsKey(name)) {
                throw new FormatException("the column \"%s\" is not in the rows that come first, which have: %s"
                        .formatted(name, String.join(", ", types.fields().keySet())));
            }
        }
        return out;
    }

    private static @Nullable Object castField(String name, ColumnType type, @Nullable Object value) {
        try {
            return type.cast(value);
        } catch (FormatException e) {
            throw new FormatException("column \"%s\": %s".formatted(name, e.getMessage()), e);
        }
    }
}
