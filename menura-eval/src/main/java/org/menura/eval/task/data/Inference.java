package org.menura.eval.task.data;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;

/** Infers the type of a column from its values. */
final class Inference {
    private Inference() {}

    static ColumnType of(List<? extends @Nullable Object> values, boolean json) {
        List<Object> present = new ArrayList<>();
        for (Object value : values) {
            if (value != null) {
                present.add(value);
            }
        }
        if (present.isEmpty()) {
            return new ColumnType.Null();
        }
        if (present.stream().allMatch(Map.class::isInstance)) {
            return struct(present.stream().<Map<?, ?>>map(m -> (Map<?, ?>) m).toList(), json);
        }
        if (present.stream().allMatch(List.class::isInstance)) {
            List<@Nullable Object> items = new ArrayList<>();
            present.forEach(list -> items.addAll((List<?>) list));
            return new ColumnType.ListOf(of(items, json));
        }
        if (present.stream().allMatch(Boolean.class::isInstance)) {
            return new ColumnType.Truth();
        }
        if (present.stream().allMatch(Number.class::isInstance)) {
            boolean whole = present.stream().noneMatch(n -> n instanceof Double || n instanceof BigInteger);
            return whole ? new ColumnType.Whole() : new ColumnType.Real();
        }
        if (present.stream().allMatch(String.class::isInstance)) {
            boolean moments = json && present.stream().allMatch(text -> Moments.parse((String) text) != null);
            return moments ? new ColumnType.Moment() : new ColumnType.Text();
        }
        return new ColumnType.Json();
    }

    private static ColumnType struct(List<Map<?, ?>> maps, boolean json) {
        if (json) {
            Map<?, ?> first = Objects.requireNonNull(maps.getFirst());
            if (first.isEmpty() || maps.stream().anyMatch(m -> !m.keySet().equals(first.keySet()))) {
                return new ColumnType.Json();
            }
        }
        return new ColumnType.Struct(fields(maps, json));
    }

    /** Infers the types of all fields of objects, in the order in which they are met. */
    static SequencedMap<String, ColumnType> fields(List<? extends Map<?, ?>> maps, boolean json) {
        SequencedMap<String, List<@Nullable Object>> columns = new LinkedHashMap<>();
        for (Map<?, ?> map : maps) {
            map.forEach((name, value) -> columns.computeIfAbsent(String.valueOf(name), _ -> new ArrayList<>())
                    .add(value));
        }
        SequencedMap<String, ColumnType> fields = new LinkedHashMap<>();
        columns.forEach((name, values) -> fields.put(name, of(values, json)));
        return fields;
    }

    /** Returns whether values of a type went through JSON somewhere. */
    static boolean hasJson(ColumnType type) {
        return switch (type) {
            case ColumnType.Json _ -> true;
            case ColumnType.ListOf(ColumnType item) -> hasJson(item);
            case ColumnType.Struct(var fields) ->
                new HashSet<>(fields.values()).stream().anyMatch(Inference::hasJson);
            default -> false;
        };
    }
}
