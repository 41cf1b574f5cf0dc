package org.menura.serve.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * The fields of a JSON object in a request, read strictly: a value of a wrong type or out of its range is an error that
 * names the field, and so is a field that nothing has read ({@link #finish}). A null counts as a field that is not there.
 */
public final class Fields {
    /** What becomes of a field. */
    public enum Use {
        /** It is honoured. */
        HONOURED,
        /** It is passed over, as it changes nothing of the answer. */
        HARMLESS,
        /** It is an error, unless it asks for nothing. */
        REFUSED
    }

    private final JsonNode object;
    private final String path;
    private final Map<String, Use> read = new LinkedHashMap<>();

    private Fields(JsonNode object, String path) {
        this.object = object;
        this.path = path;
    }

    /**
     * Reads an object.
     *
     * @param path the way to it from the request's top, such as {@code messages[0]}; empty for the top
     */
    public static Fields of(JsonNode node, String path) {
        if (!node.isObject()) {
            throw HttpError.invalid(
                    path.isEmpty() ? null : path,
                    (path.isEmpty() ? "the body" : "'" + path + "'") + " must be a JSON object, not " + kind(node));
        }
        return new Fields(node, path);
    }

    /** Returns fields of which there are none. */
    public static Fields none() {
        return new Fields(JsonNodeFactory.instance.objectNode(), "");
    }

    /** Returns the way to a field from the request's top. */
    public String path(String name) {
        return path.isEmpty() ? name : path + "." + name;
    }

    /** Returns whether a field is there. */
    public boolean has(String name) {
        return object.hasNonNull(name);
    }

    /** Returns the whole object. */
    public JsonNode json() {
        return object;
    }

    /** Returns a field as it stands, or null. */
    public @Nullable JsonNode any(String name) {
        read.putIfAbsent(name, Use.HONOURED);
        JsonNode value = object.get(name);
        return value == null || value.isNull() ? null : value;
    }

    /** Returns a field that must be there. */
    public JsonNode required(String name) {
        JsonNode value = any(name);
        if (value == null) {
            throw HttpError.invalid(path(name), "missing_required_parameter", "'" + path(name) + "' is required");
        }
        return value;
    }

    /** Returns a text that must be there. */
    public String text(String name) {
        return asText(required(name), path(name));
    }

    /** Returns a text, or null. */
    public @Nullable String textOrNull(String name) {
        JsonNode value = any(name);
        return value == null ? null : asText(value, path(name));
    }

    /** Returns a text, or another one if it is not there. */
    public String text(String name, String otherwise) {
        JsonNode value = any(name);
        return value == null ? otherwise : asText(value, path(name));
    }

    /** Returns one of some words, or another one if the field is not there. */
    public String word(String name, String otherwise, String... allowed) {
        String value = text(name, otherwise);
        if (!Arrays.asList(allowed).contains(value)) {
            throw HttpError.invalid(
                    path(name), "'%s' must be one of %s, not '%s'".formatted(path(name), quoted(allowed), value));
        }
        return value;
    }

    private static String quoted(String... words) {
        return "'" + String.join("', '", words) + "'";
    }

    private static String asText(JsonNode value, String where) {
        if (!value.isTextual()) {
            throw wrong(where, "a string", value);
        }
        return value.textValue();
    }

    /** Returns a truth value, or another one if it is not there. */
    public boolean flag(String name, boolean otherwise) {
        JsonNode value = any(name);
        if (value == null) {
            return otherwise;
        }
        if (!value.isBoolean()) {
            throw wrong(path(name), "true or false", value);
        }
        return value.booleanValue();
    }

    /** Returns a whole number within bounds, if it is there. */
    public OptionalInt integer(String name, int least, int most) {
        JsonNode value = any(name);
        if (value == null) {
            return OptionalInt.empty();
        }
        boolean isWhole = value.canConvertToExactIntegral() && value.canConvertToInt();
        if (!value.isNumber() || !isWhole || value.intValue() < least || value.intValue() > most) {
            String bounds =
                    most == Integer.MAX_VALUE ? " of at least " + least : " from %d to %d".formatted(least, most);
            throw wrong(path(name), "a whole number" + bounds, value);
        }
        return OptionalInt.of(value.intValue());
    }

    /** Returns a whole number of 64 bits, if it is there. */
    public OptionalLong whole(String name) {
        JsonNode value = any(name);
        if (value == null) {
            return OptionalLong.empty();
        }
        if (!value.isNumber() || !value.canConvertToExactIntegral() || !value.canConvertToLong()) {
            throw wrong(path(name), "a whole number of 64 bits", value);
        }
        return OptionalLong.of(value.longValue());
    }

    /** Returns a number within bounds, if it is there. */
    public OptionalDouble number(String name, double least, double most) {
        JsonNode value = any(name);
        if (value == null) {
            return OptionalDouble.empty();
        }
        if (!value.isNumber()
                || !Double.isFinite(value.doubleValue())
                || value.doubleValue() < least
                || value.doubleValue() > most) {
            String bounds = Double.isInfinite(most) && Double.isInfinite(least)
                    ? ""
                    : Double.isInfinite(most)
                            ? " of at least " + plain(least)
                            : " from %s to %s".formatted(plain(least), plain(most));
            throw wrong(path(name), "a number" + bounds, value);
        }
        return OptionalDouble.of(value.doubleValue());
    }

    private static String plain(double value) {
        return value == Math.rint(value) ? "%d".formatted((long) value) : String.valueOf(value);
    }

    /** Returns an object within, or null. */
    public @Nullable Fields object(String name) {
        JsonNode value = any(name);
        return value == null ? null : of(value, path(name));
    }

    /** Returns the elements of a list; none if it is not there. */
    public List<JsonNode> list(String name) {
        JsonNode value = any(name);
        if (value == null) {
            return List.of();
        }
        if (!value.isArray()) {
            throw wrong(path(name), "a list", value);
        }
        List<JsonNode> out = new ArrayList<>();
        value.forEach(out::add);
        return out;
    }

    /** Returns the objects of a list; none if it is not there. */
    public List<Fields> objects(String name) {
        List<Fields> out = new ArrayList<>();
        for (JsonNode element : list(name)) {
            out.add(of(element, "%s[%d]".formatted(path(name), out.size())));
        }
        return out;
    }

    /** Returns one text or a list of texts; none if it is not there. */
    public List<String> texts(String name) {
        JsonNode value = any(name);
        if (value == null) {
            return List.of();
        }
        if (value.isTextual()) {
            return List.of(value.textValue());
        }
        if (!value.isArray()) {
            throw wrong(path(name), "a string or a list of strings", value);
        }
        List<String> out = new ArrayList<>();
        value.forEach(v -> out.add(asText(v, "%s[%d]".formatted(path(name), out.size()))));
        return out;
    }

    /** Passes over fields that change nothing of the answer. */
    public void harmless(String... names) {
        for (String name : names) {
            read.putIfAbsent(name, Use.HARMLESS);
        }
    }

    /**
     * Refuses fields that this server does not honour, unless they ask for nothing: false, 0, an empty text, list or
     * object.
     */
    public void unsupported(String... names) {
        for (String name : names) {
            read.put(name, Use.REFUSED);
            JsonNode value = any(name);
            boolean asksNothing = value == null
                    || value.isBoolean() && !value.booleanValue()
                    || value.isNumber() && value.doubleValue() == 0
                    || value.isTextual() && value.textValue().isEmpty()
                    || value.isContainerNode() && value.isEmpty();
            if (!asksNothing) {
                throw HttpError.unsupported(
                        path(name), "'%s' is not supported by this server; leave it out".formatted(path(name)));
            }
        }
    }

    /** Returns what becomes of the fields that were asked for, whether they are there or not. */
    public Map<String, Use> uses() {
        return Collections.unmodifiableMap(read);
    }

    /** Refuses fields that nothing has read. */
    public void finish() {
        object.fieldNames().forEachRemaining(name -> {
            if (!read.containsKey(name) && object.hasNonNull(name)) {
                throw HttpError.invalid(
                        path(name),
                        "unknown_parameter",
                        "'%s' is not a parameter of this request".formatted(path(name)));
            }
        });
    }

    /** Returns the error of a value of the wrong kind. */
    public HttpError wrong(String name, String wanted) {
        JsonNode value = object.path(name);
        return wrong(path(name), wanted, value);
    }

    /** Returns the error of a value of the wrong kind somewhere. */
    public static HttpError wrong(String where, String wanted, JsonNode value) {
        return HttpError.invalid(where, "'%s' must be %s, not %s".formatted(where, wanted, kind(value)));
    }

    private static String kind(JsonNode value) {
        return switch (value.getNodeType()) {
            case NUMBER, BOOLEAN -> value.asText();
            case STRING ->
                "'" + (value.textValue().length() > 40 ? value.textValue().substring(0, 40) + "…" : value.textValue())
                        + "'";
            case ARRAY -> value.isEmpty() ? "an empty list" : "a list";
            case OBJECT -> "an object";
            default -> value.getNodeType().name().toLowerCase(Locale.ROOT);
        };
    }
}
