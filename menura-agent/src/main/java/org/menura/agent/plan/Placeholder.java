package org.menura.agent.plan;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A place in a plan for a result that is not there yet, such as {@code $3.price} or {@code $1.rooms[0].name}.
 *
 * @param step from 1
 * @param path names of fields, and indices as {@code [0]}
 */
record Placeholder(int step, List<String> path) {
    private static final String PART = "(?:\\.[A-Za-z_][A-Za-z0-9_]*|\\[[0-9]{1,3}\\])";
    private static final Pattern WHOLE = Pattern.compile("\\$([1-9][0-9]?)(" + PART + "*)");
    private static final Pattern PARTS = Pattern.compile("\\.([A-Za-z_][A-Za-z0-9_]*)|(\\[[0-9]{1,3}\\])");

    Placeholder {
        path = List.copyOf(path);
    }

    /** Returns the regular expression of placeholders for results of the steps before one. */
    static String pattern(int before) {
        List<String> steps = new ArrayList<>();
        for (int i = 1; i < before; i++) {
            steps.add(Integer.toString(i));
        }
        return "^\\$(" + String.join("|", steps) + ")(\\.[A-Za-z_][A-Za-z0-9_]{0,40}|\\[[0-9]{1,3}\\]){0,4}$";
    }

    /** Reads an argument's value: empty if it is no placeholder for a step before {@code before}. */
    static Optional<Placeholder> of(@Nullable Object value, int before) {
        if (!(value instanceof String text)) {
            return Optional.empty();
        }
        Matcher whole = WHOLE.matcher(text);
        if (!whole.matches() || Integer.parseInt(whole.group(1)) >= before) {
            return Optional.empty();
        }
        List<String> path = new ArrayList<>();
        Matcher parts = PARTS.matcher(whole.group(2));
        while (parts.find()) {
            path.add(parts.group(1) == null ? parts.group(2) : parts.group(1));
        }
        return Optional.of(new Placeholder(Integer.parseInt(whole.group(1)), path));
    }

    /** Returns the value in a result; empty if there is none at that path. */
    Optional<JsonNode> in(JsonNode result) {
        JsonNode at = result;
        for (String part : path) {
            at = part.startsWith("[") ? at.path(index(part)) : at.path(part);
        }
        return at.isMissingNode() ? Optional.empty() : Optional.of(at);
    }

    private static int index(String part) {
        return Integer.parseInt(part.substring(1, part.length() - 1));
    }

    /**
     * Finds what the result's schema says of the path.
     *
     * @return the schema there; null if nothing is known
     * @throws IllegalArgumentException if the schema has no such path
     */
    @Nullable
    JsonNode schemaIn(JsonNode schema) {
        JsonNode at = PlanSchema.dereferenced(schema, schema);
        for (String part : path) {
            if (part.startsWith("[")) {
                if (at.has("type") && !at.get("type").asText().equals("array")) {
                    throw new IllegalArgumentException("%s: that is no list".formatted(this));
                }
                at = at.path("items");
            } else {
                JsonNode fields = at.path("properties");
                if (fields.isObject() && !fields.has(part)) {
                    List<String> names = new ArrayList<>();
                    fields.fieldNames().forEachRemaining(names::add);
                    throw new IllegalArgumentException("%s: the result of step %d has %s".formatted(this, step, names));
                }
                if (at.has("type") && !fields.isObject()) {
                    throw new IllegalArgumentException(
                            "%s: the result of step %d has no field '%s'".formatted(this, step, part));
                }
                at = fields.path(part);
            }
            if (at.isMissingNode()) {
                return null;
            }
            at = PlanSchema.dereferenced(at, schema);
        }
        return at;
    }

    @Override
    public String toString() {
        StringBuilder out = new StringBuilder("$").append(step);
        path.forEach(p -> out.append(p.startsWith("[") ? "" : ".").append(p));
        return out.toString();
    }
}
