package org.menura.generate.constrain.json;

import com.fasterxml.jackson.databind.JsonNode;
import java.lang.reflect.Array;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.net.URI;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.OffsetTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.menura.format.FormatException;

/** Makes Java values of JSON. */
final class JavaReader {
    @Nullable
    Object read(JsonNode json, Type type, String at) {
        Class<?> c = JavaTypes.raw(type);
        if (c == JsonNode.class || c == Object.class) {
            return json;
        }
        try {
            Object value =
                    json.isTextual() ? text(json.asText(), c) : json.isNumber() ? number(json.decimalValue(), c) : null;
            if (value != null) {
                return value;
            }
            if (json.isBoolean() && (c == boolean.class || c == Boolean.class)) {
                return json.asBoolean();
            }
            if (json.isArray() && (c.isArray() || Collection.class.isAssignableFrom(c))) {
                return items(json, type, c, at);
            }
            if (json.isObject() && Map.class.isAssignableFrom(c)) {
                Map<String, Object> map = new LinkedHashMap<>();
                for (Map.Entry<String, JsonNode> e : json.properties()) {
                    map.put(e.getKey(), read(e.getValue(), JavaTypes.argument(type, 1), at + "/" + e.getKey()));
                }
                return map;
            }
            if (json.isObject() && c.isRecord()) {
                return record(json, c, at);
            }
            if (json.isObject() && c.isSealed()) {
                String name = json.path(JavaTypes.KIND).asText();
                for (Class<?> r : JavaTypes.permitted(c)) {
                    if (r.getSimpleName().equals(name)) {
                        return record(json, r, at);
                    }
                }
            }
        } catch (IllegalArgumentException | ArithmeticException | DateTimeException e) {
            throw new FormatException(
                    "value at %s: not of type %s: %s".formatted(at, type.getTypeName(), e.getMessage()), e);
        }
        throw new FormatException("value at %s: not of type %s".formatted(at, type.getTypeName()));
    }

    private static @Nullable Object text(String text, Class<?> c) {
        if (c == String.class || c == CharSequence.class) {
            return text;
        }
        if ((c == char.class || c == Character.class) && text.length() == 1) {
            return text.charAt(0);
        }
        if (c.isEnum()) {
            for (Object constant : c.getEnumConstants()) {
                if (((Enum<?>) constant).name().equals(text)) {
                    return constant;
                }
            }
        }
        if (c == LocalDate.class) {
            return LocalDate.parse(text);
        }
        if (c == OffsetDateTime.class) {
            return OffsetDateTime.parse(time(text));
        }
        if (c == Instant.class) {
            return OffsetDateTime.parse(time(text)).toInstant();
        }
        if (c == OffsetTime.class) {
            return OffsetTime.parse(time(text));
        }
        if (c == UUID.class) {
            return UUID.fromString(text);
        }
        return c == URI.class ? URI.create(text) : null;
    }

    /** Java knows no second 60, and letters in upper case alone. */
    private static String time(String text) {
        return text.replace('t', 'T').replace('z', 'Z').replaceFirst("(\\d\\d:\\d\\d):60", "$1:59");
    }

    private static @Nullable Object number(BigDecimal n, Class<?> c) {
        if (c == byte.class || c == Byte.class) {
            return n.byteValueExact();
        }
        if (c == short.class || c == Short.class) {
            return n.shortValueExact();
        }
        if (c == int.class || c == Integer.class) {
            return n.intValueExact();
        }
        if (c == long.class || c == Long.class) {
            return n.longValueExact();
        }
        if (c == float.class || c == Float.class) {
            return n.floatValue();
        }
        if (c == double.class || c == Double.class) {
            return n.doubleValue();
        }
        if (c == BigInteger.class) {
            return n.toBigIntegerExact();
        }
        return c == BigDecimal.class || c == Number.class ? n : null;
    }

    private Object items(JsonNode json, Type type, Class<?> c, String at) {
        Type item = c.isArray() ? JavaTypes.component(type) : JavaTypes.argument(type, 0);
        List<@Nullable Object> list = new ArrayList<>();
        for (int i = 0; i < json.size(); i++) {
            list.add(read(json.get(i), item, at + "/" + i));
        }
        if (c.isArray()) {
            Object array = Array.newInstance(JavaTypes.raw(item), list.size());
            for (int i = 0; i < list.size(); i++) {
                Array.set(array, i, list.get(i));
            }
            return array;
        }
        return Set.class.isAssignableFrom(c) ? new LinkedHashSet<>(list) : list;
    }

    private Object record(JsonNode json, Class<?> c, String at) {
        RecordComponent[] components = c.getRecordComponents();
        @Nullable Object[] values = new @Nullable Object[components.length];
        for (int i = 0; i < components.length; i++) {
            Type type = components[i].getGenericType();
            String name = components[i].getName();
            JsonNode member = json.get(name);
            String there = at + "/" + name;
            if (JavaTypes.optional(type)) {
                values[i] = optional(member, type, there);
            } else if (member == null) {
                throw new FormatException(
                        "value at %s: %s has no member \"%s\"".formatted(at, c.getSimpleName(), name));
            } else if (!member.isNull() || !JavaTypes.nullable(components[i])) {
                values[i] = read(member, type, there);
            }
        }
        try {
            Constructor<?> constructor = c.getDeclaredConstructor(
                    Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new));
            constructor.setAccessible(true);
            return constructor.newInstance(values);
        } catch (InvocationTargetException e) {
            throw new FormatException(
                    "value at %s: refused by %s: %s".formatted(at, c.getSimpleName(), e.getCause()), e);
        } catch (ReflectiveOperationException e) {
            throw new IllegalArgumentException("%s can't be made: %s".formatted(c.getName(), e.getMessage()), e);
        }
    }

    private Object optional(@Nullable JsonNode member, Type type, String at) {
        Class<?> c = JavaTypes.raw(type);
        Object value = member == null || member.isNull() ? null : read(member, JavaTypes.held(type), at);
        if (c == OptionalInt.class) {
            return value instanceof Integer i ? OptionalInt.of(i) : OptionalInt.empty();
        }
        if (c == OptionalLong.class) {
            return value instanceof Long l ? OptionalLong.of(l) : OptionalLong.empty();
        }
        if (c == OptionalDouble.class) {
            return value instanceof Double d ? OptionalDouble.of(d) : OptionalDouble.empty();
        }
        return Optional.ofNullable(value);
    }
}
