package org.menura.generate.constrain.json;

import com.fasterxml.jackson.databind.JsonNode;
import java.lang.reflect.Array;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** Writes Java values as JSON. */
final class JavaWriter {
    private JavaWriter() {}

    static void write(@Nullable Object value, Type type, StringBuilder out) {
        switch (value) {
            case null -> out.append("null");
            case JsonNode n -> out.append(n);
            case Boolean b -> out.append(b.booleanValue());
            case Double d -> out.append(finite(d));
            case Float f -> out.append(finite(f.doubleValue() == f ? new BigDecimal(f.toString()).doubleValue() : f));
            case BigDecimal d -> out.append(Numbers.write(d));
            case Number n -> out.append(n);
            case Enum<?> e -> out.append(Texts.write(e.name()));
            case Iterable<?> all -> {
                List<@Nullable Object> list = new ArrayList<>();
                all.forEach(list::add);
                items(list, JavaTypes.argument(type, 0), out);
            }
            case Map<?, ?> map -> {
                out.append('{');
                String comma = "";
                for (Map.Entry<?, ?> e : map.entrySet()) {
                    out.append(comma)
                            .append(Texts.write(String.valueOf(e.getKey())))
                            .append(':');
                    write(e.getValue(), JavaTypes.argument(type, 1), out);
                    comma = ",";
                }
                out.append('}');
            }
            case Record r -> record(r, JavaTypes.raw(type).isSealed(), out);
            default -> {
                if (value.getClass().isArray()) {
                    List<@Nullable Object> list = new ArrayList<>();
                    for (int i = 0; i < Array.getLength(value); i++) {
                        list.add(Array.get(value, i));
                    }
                    items(list, JavaTypes.component(type), out);
                } else {
                    out.append(Texts.write(value.toString()));
                }
            }
        }
    }

    private static String finite(double d) {
        if (!Double.isFinite(d)) {
            throw new IllegalArgumentException("%s is no number of JSON".formatted(d));
        }
        return Numbers.write(BigDecimal.valueOf(d));
    }

    private static void items(List<@Nullable Object> list, Type item, StringBuilder out) {
        out.append('[');
        for (int i = 0; i < list.size(); i++) {
            out.append(i == 0 ? "" : ",");
            write(list.get(i), item, out);
        }
        out.append(']');
    }

    private static void record(Record r, boolean told, StringBuilder out) {
        out.append('{');
        String comma = "";
        if (told) {
            out.append(Texts.write(JavaTypes.KIND))
                    .append(':')
                    .append(Texts.write(r.getClass().getSimpleName()));
            comma = ",";
        }
        for (RecordComponent c : r.getClass().getRecordComponents()) {
            Object value = value(r, c);
            Type type = c.getGenericType();
            if (JavaTypes.optional(type)) {
                value = held(value);
                type = JavaTypes.held(type);
                if (value == null) {
                    continue;
                }
            }
            out.append(comma).append(Texts.write(c.getName())).append(':');
            write(value, type, out);
            comma = ",";
        }
        out.append('}');
    }

    private static @Nullable Object value(Record r, RecordComponent c) {
        try {
            c.getAccessor().setAccessible(true);
            return c.getAccessor().invoke(r);
        } catch (ReflectiveOperationException e) {
            throw new IllegalArgumentException("%s can't be read: %s".formatted(c, e.getMessage()), e);
        }
    }

    private static @Nullable Object held(@Nullable Object optional) {
        return switch (optional) {
            case Optional<?> o -> o.orElse(null);
            case OptionalInt i -> i.isPresent() ? i.getAsInt() : null;
            case OptionalLong l -> l.isPresent() ? l.getAsLong() : null;
            case OptionalDouble d -> d.isPresent() ? d.getAsDouble() : null;
            case null, default -> null;
        };
    }
}
