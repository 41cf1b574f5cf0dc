package org.menura.data.dolma;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import org.menura.format.FormatException;

/**
 * A JSONPath expression, as Dolma's mixer configurations use them: names, indices, wildcards, descent, and filters with
 * comparisons, {@code && || !} and parentheses. Where a filter meets an object it judges the object itself, as the
 * mixer's does. What it does not know is refused, never ignored.
 */
public final class JsonPath {
    private final String text;
    private final List<Step> steps;

    JsonPath(String text, List<Step> steps) {
        this.text = text;
        this.steps = List.copyOf(steps);
    }

    /** Part of a path. */
    sealed interface Step {
        /** A field by its name. */
        record Name(String name) implements Step {}

        /** An entry of a list. */
        record Index(int index) implements Step {}

        /** All fields or entries. */
        record Any() implements Step {}

        /** A value and all that is in it, at any depth. */
        record Descend() implements Step {}

        /** Entries of a list, or an object, of which a condition holds. */
        record Where(Condition condition) implements Step {}
    }

    /** What a filter asks of a value. */
    interface Condition {
        boolean holds(JsonNode value, JsonNode root);
    }

    /**
     * Parses an expression.
     *
     * @throws FormatException if it is none, or uses what is not known
     */
    public static JsonPath parse(String text) {
        return new JsonPathParser(text).parse();
    }

    /** Returns whether anything in a value matches. */
    public boolean matches(JsonNode root) {
        return !find(root).isEmpty();
    }

    /** Returns all that matches in a value. */
    public List<JsonNode> find(JsonNode root) {
        return find(root, root);
    }

    List<JsonNode> find(JsonNode start, JsonNode root) {
        List<JsonNode> found = List.of(start);
        for (Step step : steps) {
            List<JsonNode> next = new ArrayList<>();
            for (JsonNode node : found) {
                take(step, node, root, next);
            }
            found = next;
        }
        return found;
    }

    private static void take(Step step, JsonNode node, JsonNode root, List<JsonNode> out) {
        switch (step) {
            case Step.Name(String name) -> {
                if (node.has(name)) {
                    out.add(node.get(name));
                }
            }
            case Step.Index(int index) -> {
                if (node.isArray() && node.has(index)) {
                    out.add(node.get(index));
                }
            }
            case Step.Any _ -> node.forEach(out::add);
            case Step.Descend _ -> descend(node, out);
            case Step.Where(Condition condition) -> {
                if (node.isArray()) {
                    for (JsonNode each : node) {
                        if (condition.holds(each, root)) {
                            out.add(each);
                        }
                    }
                } else if (condition.holds(node, root)) {
                    out.add(node);
                }
            }
        }
    }

    private static void descend(JsonNode node, List<JsonNode> out) {
        out.add(node);
        node.forEach(child -> descend(child, out));
    }

    @Override
    public String toString() {
        return text;
    }
}
