package org.menura.eval.task.data;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;
import org.menura.format.FormatException;
import org.menura.format.python.Python;

/**
 * The type of a column, as datasets 5.2 and Arrow infer it from JSON: whole numbers become floats where one of them has a
 * point, objects with the same fields get one order of them, texts that are all dates become dates, and values of several
 * kinds, or objects with different fields, stay as they are ({@link Json}).
 */
sealed interface ColumnType {
    /** Nothing but null. */
    record Null() implements ColumnType {}

    /** Booleans. */
    record Truth() implements ColumnType {}

    /** Whole numbers of 64 bits. */
    record Whole() implements ColumnType {}

    /** Floats. */
    record Real() implements ColumnType {}

    /** Texts. */
    record Text() implements ColumnType {}

    /** Dates with times, which are kept as the text that Python's {@code str} gives. */
    record Moment() implements ColumnType {}

    /** Values of any kind, which went through JSON. */
    record Json() implements ColumnType {}

    /** Lists. */
    record ListOf(ColumnType item) implements ColumnType {}

    /** Objects. */
    record Struct(SequencedMap<String, ColumnType> fields) implements ColumnType {}

    /** Infers the type of values of a JSON file. */
    static ColumnType ofJson(List<? extends @Nullable Object> values) {
        return Inference.of(values, true);
    }

    /** Infers the type of values that a program made: objects may lack fields, which are null then. */
    static ColumnType ofValues(List<? extends @Nullable Object> values) {
        return Inference.of(values, false);
    }

    /**
     * Casts a value.
     *
     * @throws FormatException if it can't be cast
     */
    default @Nullable Object cast(@Nullable Object value) {
        if (value == null) {
            return null;
        }
        return switch (this) {
            case Null _ -> throw mismatch(value, "nothing");
            case Json _ -> JsonValues.roundTrip(value);
            case Text _ -> text(value);
            case Moment _ -> {
                String moment = Moments.parse(text(value));
                if (moment == null) {
                    throw mismatch(value, "a date");
                }
                yield moment;
            }
            case Truth _ -> {
                if (value instanceof Boolean) {
                    yield value;
                }
                throw mismatch(value, "a boolean");
            }
            case Whole _ -> whole(value);
            case Real _ -> real(value);
            case ListOf(ColumnType item) -> {
                if (!(value instanceof List<?> list)) {
                    throw mismatch(value, "a list");
                }
                List<@Nullable Object> out = new ArrayList<>(list.size());
                list.forEach(one -> out.add(item.cast(one)));
                yield out;
            }
            case Struct(var fields) -> {
                if (!(value instanceof Map<?, ?> map)) {
                    throw mismatch(value, "an object");
                }
                for (Object name : map.keySet()) {
                    if (!fields.containsKey(String.valueOf(name))) {
                        throw new FormatException(
                                "the field \"" + name + "\" is not in the rows that come first; they have: "
                                        + String.join(", ", fields.keySet()));
                    }
                }
                Map<String, @Nullable Object> out = new LinkedHashMap<>();
                fields.forEach((name, type) -> out.put(name, type.cast(map.get(name))));
                yield out;
            }
        };
    }

    private static String text(Object value) {
        return switch (value) {
            case String s -> s;
            case Boolean b -> b ? "true" : "false";
            case Number n -> Python.repr(n);
            default -> throw mismatch(value, "a text");
        };
    }

    private static Object whole(Object value) {
        return switch (value) {
            case Long n -> n;
            case Integer n -> n.longValue();
            case Boolean b -> b ? 1L : 0L;
            case Double d when d == Math.rint(d) && Math.abs(d) < 0x1p63 -> d.longValue();
            case String s -> {
                try {
                    yield Long.parseLong(s.strip());
                } catch (NumberFormatException e) {
                    throw mismatch(value, "a whole number");
                }
            }
            default -> throw mismatch(value, "a whole number");
        };
    }

    private static Object real(Object value) {
        return switch (value) {
            case Number n -> n instanceof BigInteger b ? b.doubleValue() : n.doubleValue();
            case Boolean b -> b ? 1.0 : 0.0;
            case String s -> {
                try {
                    yield Double.parseDouble(s.strip());
                } catch (NumberFormatException e) {
                    throw mismatch(value, "a number");
                }
            }
            default -> throw mismatch(value, "a number");
        };
    }

    private static FormatException mismatch(Object value, String wanted) {
        String shown = Python.repr(value);
        return new FormatException("%s stands where the rows that come first have %s"
                .formatted(shown.length() > 60 ? shown.substring(0, 60) + "…" : shown, wanted));
    }
}
