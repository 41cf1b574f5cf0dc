package org.menura.model;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.DoubleNode;
import com.fasterxml.jackson.databind.node.IntNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.menura.format.FormatException;

/**
 * A {@code config.json}, read field by field. A field that is absent or null takes the default; one of the wrong type
 * or beyond its bounds is an error that names it.
 */
public final class Config {
    private static final int MOST = 1 << 30;

    private final JsonNode node;
    private final String source;
    private final Set<String> read;

    /**
     * Creates a view of a JSON object.
     *
     * @param source source of the fields, for messages
     * @throws FormatException if {@code node} is no object
     */
    public Config(JsonNode node, String source) {
        this(node, source, new HashSet<>());
    }

    private Config(JsonNode node, String source, Set<String> read) {
        if (!node.isObject()) {
            throw new FormatException(source + " must hold a JSON object");
        }
        this.node = node;
        this.source = source;
        this.read = read;
    }

    /** Returns a copy with one more field if it is absent: a family's own default. */
    public Config withDefault(String name, int value) {
        return withDefault(name, IntNode.valueOf(value));
    }

    /** Returns a copy with one more field if it is absent: the default of a text. */
    public Config withDefault(String name, String value) {
        return withDefault(name, TextNode.valueOf(value));
    }

    /** Returns a copy with one more field if it is absent: the default of a number. */
    public Config withDefault(String name, double value) {
        return withDefault(name, DoubleNode.valueOf(value));
    }

    private Config withDefault(String name, JsonNode value) {
        return node.path(name).isMissingNode() ? with(name, value) : this;
    }

    /** Returns a copy with one field set. */
    public Config with(String name, JsonNode value) {
        ObjectNode more = node.deepCopy();
        more.set(name, value);
        return new Config(more, source, read);
    }

    /** Returns a copy without one field. */
    public Config without(String name) {
        ObjectNode less = node.deepCopy();
        less.remove(name);
        return new Config(less, source, read);
    }

    /** Returns a copy with the value of a newer name also under the older one if that is absent. */
    public Config renamed(String newer, String older) {
        return has(older) || !has(newer) ? this : with(older, field(newer));
    }

    /** Returns the source of the fields, for messages. */
    public String source() {
        return source;
    }

    /**
     * Returns what kind of model the config describes: {@code model_type}, or the class in configs of diffusers. Where
     * the class is that of an encoder without its decoder, {@code _encoder} stands behind it.
     */
    public String modelType() {
        String type = text("model_type", text("_class_name", ""));
        return texts("architectures").stream().anyMatch(a -> a.endsWith("EncoderModel")) ? type + "_encoder" : type;
    }

    /** Returns whether a field is there and not null. */
    public boolean has(String name) {
        return node.hasNonNull(name);
    }

    /** Returns the names of all fields that are there and not null, sorted. */
    public List<String> names() {
        List<String> out = new ArrayList<>();
        node.fieldNames().forEachRemaining(n -> {
            if (has(n)) {
                out.add(n);
            }
        });
        return out.stream().sorted().toList();
    }

    /** Returns whether a field is not there at all; one that is null was set to null by whoever wrote the config. */
    public boolean lacks(String name) {
        return node.path(name).isMissingNode();
    }

    /** Reads an integer in [0, 2^30]. */
    public int integer(String name) {
        return integer(name, required(name));
    }

    /** Reads an integer in [0, 2^30], or {@code fallback}. */
    public int integer(String name, int fallback) {
        return has(name) ? integer(name, field(name)) : fallback;
    }

    /** Reads an integer of at least 1. */
    public int positive(String name) {
        return atLeastOne(name, integer(name));
    }

    /** Reads an integer of at least 1, or {@code fallback}. */
    public int positive(String name, int fallback) {
        return atLeastOne(name, integer(name, fallback));
    }

    /** Reads an integer of at least 1 under the first of several names that is there (old and new ones of a field). */
    public int positiveOf(String... names) {
        return positive(firstOf(names));
    }

    /** Returns the first of several names that is there, or the first. */
    public String firstOf(String... names) {
        for (String n : names) {
            if (has(n)) {
                return n;
            }
        }
        return names[0];
    }

    /** Reads a finite or infinite number. */
    public float number(String name) {
        return number(name, required(name));
    }

    /** Reads a number, or {@code fallback}. */
    public float number(String name, double fallback) {
        return has(name) ? number(name, field(name)) : (float) fallback;
    }

    /** Reads a number of at least double precision, for those that sizes are computed from, or {@code fallback}. */
    public double precise(String name, double fallback) {
        return has(name) ? precise(name, field(name)) : fallback;
    }

    /** Reads a finite number above 0. */
    public float positiveNumber(String name) {
        float v = number(name);
        if (!(v > 0) || v == Float.POSITIVE_INFINITY) {
            throw new FormatException("%s: %s must be a positive number, not %s".formatted(source, name, v));
        }
        return v;
    }

    /** Reads a finite number above 0, or {@code fallback}. */
    public float positiveNumber(String name, double fallback) {
        return has(name) ? positiveNumber(name) : (float) fallback;
    }

    /** Reads a truth value, or {@code fallback}. */
    public boolean flag(String name, boolean fallback) {
        if (!has(name)) {
            return fallback;
        }
        JsonNode v = field(name);
        if (!v.isBoolean()) {
            throw wrong(name, "true or false", v);
        }
        return v.booleanValue();
    }

    /** Reads a string. */
    public String text(String name) {
        return text(name, required(name));
    }

    /** Reads a string, or {@code fallback}. */
    public String text(String name, String fallback) {
        return has(name) ? text(name, field(name)) : fallback;
    }

    /** Reads a string, or null. */
    public @Nullable String textOrNull(String name) {
        return has(name) ? text(name, field(name)) : null;
    }

    /** Reads a list of numbers; empty if the field is not there. */
    public float[] numbers(String name) {
        if (!has(name)) {
            return new float[0];
        }
        JsonNode v = field(name);
        if (!v.isArray()) {
            throw wrong(name, "a list of numbers", v);
        }
        float[] out = new float[v.size()];
        for (int i = 0; i < out.length; i++) {
            out[i] = number(name, v.get(i));
        }
        return out;
    }

    /** Reads a list of strings; empty if the field is not there. */
    public List<String> texts(String name) {
        if (!has(name)) {
            return List.of();
        }
        JsonNode v = field(name);
        if (!v.isArray()) {
            throw wrong(name, "a list of strings", v);
        }
        List<String> out = new ArrayList<>();
        for (JsonNode e : v) {
            out.add(text(name, e));
        }
        return out;
    }

    /** Reads an integer or a list of integers, as token ids are given; empty if the field is not there. */
    public int[] ids(String name) {
        if (!has(name)) {
            return new int[0];
        }
        JsonNode v = field(name);
        if (!v.isArray()) {
            return new int[] {integer(name, v)};
        }
        int[] out = new int[v.size()];
        for (int i = 0; i < out.length; i++) {
            out[i] = integer(name, v.get(i));
        }
        return out;
    }

    /** Reads a nested object, or null. Its fields count as read. */
    public @Nullable Config object(String name) {
        return has(name) ? new Config(field(name), source + ": " + name) : null;
    }

    /** Reads the raw value of a field; a missing node if it is not there. */
    public JsonNode raw(String name) {
        return field(name);
    }

    /** Returns the raw value of a field, which does not count as read by this; a missing node if it is not there. */
    public JsonNode peek(String name) {
        return node.path(name);
    }

    /**
     * Checks that a field has no value that would change the result and is not honoured.
     *
     * @param allowed the values, as JSON prints them, that change nothing; null and absence are always allowed
     */
    public void refuseUnless(String name, String... allowed) {
        if (!has(name)) {
            return;
        }
        String value = field(name).asText();
        for (String a : allowed) {
            if (a.equals(value)) {
                return;
            }
        }
        throw unsupported(name, "supported: " + String.join(", ", allowed));
    }

    /** Returns an error that says that a field's value is not supported, and what would be. */
    public FormatException unsupported(String name, String hint) {
        JsonNode value = node.path(name);
        return new FormatException("%s: %s%s is not supported (%s)"
                .formatted(source, name, value.isMissingNode() ? "" : " = " + value, hint));
    }

    /** Returns the names of the fields that are there, not null, and were never read. */
    public Set<String> unread() {
        Set<String> out = new HashSet<>();
        node.fieldNames().forEachRemaining(n -> {
            if (has(n) && !read.contains(n)) {
                out.add(n);
            }
        });
        return out;
    }

    private JsonNode field(String name) {
        read.add(name);
        return node.path(name);
    }

    private JsonNode required(String name) {
        if (!has(name)) {
            throw new FormatException("%s lacks the field %s".formatted(source, name));
        }
        return field(name);
    }

    private int integer(String name, JsonNode v) {
        if (!v.isNumber() || v.doubleValue() != Math.rint(v.doubleValue())) {
            throw wrong(name, "an integer", v);
        }
        if (v.doubleValue() < 0 || v.doubleValue() > MOST) {
            throw wrong(name, "between 0 and " + MOST, v);
        }
        return v.intValue();
    }

    private int atLeastOne(String name, int value) {
        if (value < 1) {
            throw new FormatException("%s: %s must be at least 1, not %d".formatted(source, name, value));
        }
        return value;
    }

    private float number(String name, JsonNode v) {
        return (float) precise(name, v);
    }

    /** A number; those that JSON has no word for are written {@code {"__float__": "Infinity"}} by newer releases. */
    private double precise(String name, JsonNode v) {
        JsonNode word = v.path("__float__");
        if (word.isTextual()) {
            return switch (word.asText()) {
                case "Infinity" -> Double.POSITIVE_INFINITY;
                case "-Infinity" -> Double.NEGATIVE_INFINITY;
                default -> throw wrong(name, "a number", v);
            };
        }
        if (!v.isNumber()) {
            throw wrong(name, "a number", v);
        }
        return v.doubleValue();
    }

    private String text(String name, JsonNode v) {
        if (!v.isTextual()) {
            throw wrong(name, "a string", v);
        }
        return v.textValue();
    }

    private FormatException wrong(String name, String expected, JsonNode v) {
        String shown = v.toString();
        return new FormatException("%s: %s must be %s, not %s"
                .formatted(source, name, expected, shown.length() > 60 ? shown.substring(0, 60) + "…" : shown));
    }
}
