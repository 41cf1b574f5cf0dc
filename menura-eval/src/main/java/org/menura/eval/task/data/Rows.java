package org.menura.eval.task.data;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.SequencedSet;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The rows of a split. A value is null, a {@code Boolean}, {@code Long}, {@code Double}, {@code String}, a {@code List} or
 * a {@code Map} of those; every row has the same columns in the same order.
 *
 * @param columns names of the columns
 */
public record Rows(List<String> columns, List<Map<String, @Nullable Object>> rows) {
    public Rows {
        columns = List.copyOf(columns);
        rows = Collections.unmodifiableList(rows);
    }

    /** Returns the number of rows. */
    public int size() {
        return rows.size();
    }

    /**
     * Adds what a function makes of each row, or replaces columns by it, as datasets' {@code map} does: new columns come
     * last, and get one type each.
     */
    public Rows map(
            Function<? super Map<String, @Nullable Object>, ? extends Map<String, ? extends @Nullable Object>>
                    function) {
        List<Map<String, @Nullable Object>> made = new ArrayList<>(rows.size());
        SequencedSet<String> names = new LinkedHashSet<>(columns);
        Set<String> changed = new HashSet<>();
        for (Map<String, @Nullable Object> row : rows) {
            Map<String, @Nullable Object> out = new LinkedHashMap<>(row);
            Map<String, ? extends @Nullable Object> more = function.apply(copy(row));
            more.forEach(out::put);
            names.addAll(more.keySet());
            changed.addAll(more.keySet());
            made.add(out);
        }
        for (String name : changed) {
            unify(made, name);
        }
        List<String> order = new ArrayList<>(names);
        return new Rows(order, made.stream().map(row -> ordered(row, order)).toList());
    }

    /** Keeps the rows that a predicate accepts. */
    public Rows filter(Predicate<? super Map<String, @Nullable Object>> predicate) {
        return new Rows(columns, rows.stream().filter(predicate).toList());
    }

    /** Keeps some columns, in the order in which they stand here. */
    public Rows select(Set<String> names) {
        List<String> kept = columns.stream().filter(names::contains).toList();
        return new Rows(kept, rows.stream().map(row -> ordered(row, kept)).toList());
    }

    /** Drops columns. */
    public Rows without(Set<String> names) {
        return select(new HashSet<>(
                columns.stream().filter(name -> !names.contains(name)).toList()));
    }

    /** Renames a column, which keeps its place. */
    public Rows rename(String from, String to) {
        List<String> names =
                columns.stream().map(name -> name.equals(from) ? to : name).toList();
        List<Map<String, @Nullable Object>> renamed = new ArrayList<>();
        for (Map<String, @Nullable Object> row : rows) {
            Map<String, @Nullable Object> out = new LinkedHashMap<>();
            row.forEach((name, value) -> out.put(name.equals(from) ? to : name, value));
            renamed.add(out);
        }
        return new Rows(names, renamed);
    }

    /** Makes rows of maps, with one type for each column. */
    public static Rows of(List<? extends Map<String, ? extends @Nullable Object>> maps) {
        return new Rows(List.of(), Collections.nCopies(maps.size(), Map.of())).map(new Function<>() {
            private int next;

            @Override
            public Map<String, ? extends @Nullable Object> apply(Map<String, @Nullable Object> row) {
                return maps.get(next++);
            }
        });
    }

    private static Map<String, @Nullable Object> ordered(Map<String, @Nullable Object> row, List<String> names) {
        Map<String, @Nullable Object> out = new LinkedHashMap<>();
        names.forEach(name -> out.put(name, row.get(name)));
        return out;
    }

    private static void unify(List<Map<String, @Nullable Object>> rows, String name) {
        List<@Nullable Object> values = new ArrayList<>(rows.size());
        rows.forEach(row -> values.add(row.get(name)));
        ColumnType type = ColumnType.ofValues(values);
        rows.forEach(row -> row.put(name, type.cast(row.get(name))));
    }

    /** Copies a row with all that it holds, so that a function can't change the original. */
    static Map<String, @Nullable Object> copy(Map<String, @Nullable Object> row) {
        Map<String, @Nullable Object> out = new LinkedHashMap<>();
        row.forEach((name, value) -> out.put(name, copyOf(value)));
        return out;
    }

    private static @Nullable Object copyOf(@Nullable Object value) {
        return switch (value) {
            case List<?> list -> {
                List<@Nullable Object> out = new ArrayList<>(list.size());
                list.forEach(item -> out.add(copyOf(item)));
                yield out;
            }
            case Map<?, ?> map -> {
                Map<@Nullable Object, @Nullable Object> out = new LinkedHashMap<>();
                map.forEach((key, item) -> out.put(key, copyOf(item)));
                yield out;
            }
            case null, default -> value;
        };
    }
}
