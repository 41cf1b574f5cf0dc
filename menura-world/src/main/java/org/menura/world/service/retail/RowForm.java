package org.menura.world.service.retail;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.menura.format.FormatException;

/** The form of a value in a table. */
sealed interface RowForm {
    /** A text. */
    record Text() implements RowForm {}

    /** A number, held as a float. */
    record Real() implements RowForm {}

    /** True or false. */
    record Flag() implements RowForm {}

    /** A list. */
    record ListOf(RowForm item) implements RowForm {}

    /** A dict of any keys. */
    record DictOf(RowForm value) implements RowForm {}

    /** A dict of given fields; others are left out. */
    record Row(List<Field> fields) implements RowForm {}

    /** One of some forms, by the value of a field. */
    record OneOf(String field, Map<String, RowForm> forms) implements RowForm {}

    /** A field of a row. */
    record Field(String name, RowForm form, boolean required) {
        static Field of(String name, RowForm form) {
            return new Field(name, form, true);
        }

        /** Creates a field that is null where it is missing. */
        static Field orNull(String name, RowForm form) {
            return new Field(name, form, false);
        }
    }

    /**
     * Reads a value.
     *
     * @throws FormatException if it is not of this form
     */
    default Object read(@Nullable Object value, String where) {
        return switch (this) {
            case Text() -> typed(value, String.class, where, "a text");
            case Flag() -> typed(value, Boolean.class, where, "true or false");
            case Real() -> typed(value, Number.class, where, "a number").doubleValue();
            case ListOf(RowForm item) -> {
                List<@Nullable Object> items = new ArrayList<>();
                for (Object of : typed(value, List.class, where, "a list")) {
                    items.add(item.read(of, where + "[" + items.size() + "]"));
                }
                yield items;
            }
            case DictOf(RowForm form) -> {
                Map<String, @Nullable Object> dict = new LinkedHashMap<>();
                object(value, where).forEach((key, of) -> dict.put(key, form.read(of, where + "." + key)));
                yield dict;
            }
            case Row(List<Field> fields) -> row(fields, object(value, where), where);
            case OneOf(String field, Map<String, RowForm> forms) -> {
                RowForm form = object(value, where).get(field) instanceof String kind ? forms.get(kind) : null;
                if (form == null) {
                    throw new FormatException("%s.%s must be one of %s"
                            .formatted(
                                    where,
                                    field,
                                    String.join(
                                            ", ",
                                            forms.keySet().stream().sorted().toList())));
                }
                yield form.read(value, where);
            }
        };
    }

    private static Object row(List<Field> fields, Map<String, @Nullable Object> given, String where) {
        Map<String, @Nullable Object> row = new LinkedHashMap<>();
        for (Field field : fields) {
            Object value = given.get(field.name);
            row.put(
                    field.name,
                    value == null && !field.required ? null : field.form.read(value, where + "." + field.name));
        }
        return row;
    }

    @SuppressWarnings("unchecked")
    private static Map<String, @Nullable Object> object(@Nullable Object value, String where) {
        return (Map<String, @Nullable Object>) typed(value, Map.class, where, "a JSON object");
    }

    private static <T> T typed(@Nullable Object value, Class<T> type, String where, String what) {
        if (!type.isInstance(value)) {
            throw new FormatException(value == null ? where + " is missing" : where + " must be " + what);
        }
        return type.cast(value);
    }
}
