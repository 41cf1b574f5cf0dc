package org.menura.generate.constrain.structural;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.menura.generate.constrain.grammar.GrammarContext;
import org.menura.generate.constrain.grammar.Node;
import org.menura.generate.constrain.grammar.Rx;

/**
 * Values in the style that models of a family write within arguments: lists and objects of it where the schema is plain. What
 * is not is written as JSON, which all readers of these styles take too.
 */
final class StyledValues {
    private static final int MAX_DEPTH = 12;
    private static final Pattern NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_.-]{0,63}");
    private static final Set<String> STRING = Set.of("type", "enum", "const", "minLength", "maxLength", "pattern");
    private static final Set<String> ARRAY = Set.of("type", "items", "minItems", "maxItems");
    private static final Set<String> OBJECT = Set.of("type", "properties", "required", "additionalProperties");
    private static final Set<String> PLAIN = Set.of("type");

    private final Delimiters delimiters;
    private final GrammarContext context;
    private final RawValues values;
    private final JsonNode parameters;
    private final ValueStyle style;

    StyledValues(Delimiters delimiters, RawValues values, JsonNode parameters, ValueStyle style) {
        this.delimiters = delimiters;
        this.context = delimiters.context();
        this.values = values;
        this.parameters = parameters;
        this.style = style;
    }

    /** Returns the values of an argument. */
    Node of(String argument) {
        return value(RawValues.pointer(argument), MAX_DEPTH);
    }

    private Node value(String pointer, int depth) {
        JsonNode schema = parameters.at(JsonPointer.compile(pointer));
        String type = schema.path("type").asText();
        Node styled = depth == 0
                ? null
                : switch (type) {
                    case "string" -> says(schema, STRING) ? string(pointer) : null;
                    case "boolean" ->
                        style instanceof ValueStyle.Python && says(schema, PLAIN)
                                ? context.choice(context.literal("True"), context.literal("False"))
                                : null;
                    case "null" -> style instanceof ValueStyle.Python ? context.literal("None") : null;
                    case "array" ->
                        says(schema, ARRAY) && schema.path("items").isObject() ? array(pointer, schema, depth) : null;
                    case "object" -> says(schema, OBJECT) ? object(pointer, schema, depth) : null;
                    default -> null;
                };
        return styled == null ? values.jsonAt(pointer) : styled;
    }

    /** Returns whether a schema has no other keywords than some, and annotations. */
    private static boolean says(JsonNode schema, Set<String> keywords) {
        for (Map.Entry<String, JsonNode> member : schema.properties()) {
            if (!keywords.contains(member.getKey()) && !RawValues.ANNOTATIONS.contains(member.getKey())
                    || member.getKey().equals("nullable")) {
                return false;
            }
        }
        return true;
    }

    private @Nullable Node string(String pointer) {
        return switch (style) {
            case ValueStyle.Bare(String quote) ->
                context.sequence(
                        delimiters.literal(quote), values.rawAt(pointer, List.of(quote)), delimiters.literal(quote));
            case ValueStyle.Elements(String prefix) -> values.rawAt(pointer, List.of(prefix + "<"));
            case ValueStyle.Python _ -> null;
        };
    }

    private @Nullable Node array(String pointer, JsonNode schema, int depth) {
        int least = schema.path("minItems").asInt(0);
        int most = schema.path("maxItems").asInt(Rx.UNBOUNDED);
        if (least < 0 || most < least) {
            return null;
        }
        Node item = value(pointer + "/items", depth - 1);
        if (style instanceof ValueStyle.Elements(String prefix)) {
            Node element = context.sequence(
                    delimiters.literal(prefix + "<item>"), item, delimiters.literal(prefix + "</item>"));
            return context.repeat(element, least, most);
        }
        Node next = context.sequence(context.literal(style instanceof ValueStyle.Bare ? "," : ", "), item);
        int more = most == Rx.UNBOUNDED ? most : Math.max(0, most - 1);
        Node some = context.sequence(item, context.repeat(next, Math.max(0, least - 1), more));
        Node inner = most == 0 ? context.empty() : least == 0 ? context.optional(some) : some;
        return context.sequence(context.literal("["), inner, context.literal("]"));
    }

    private @Nullable Node object(String pointer, JsonNode schema, int depth) {
        List<String> names = new ArrayList<>();
        schema.path("properties").fieldNames().forEachRemaining(names::add);
        Set<String> required = new HashSet<>();
        schema.path("required").forEach(name -> required.add(name.asText()));
        if (names.isEmpty()
                || !names.containsAll(required)
                || !names.stream().allMatch(n -> NAME.matcher(n).matches())) {
            return null;
        }
        if (style instanceof ValueStyle.Elements(String prefix)) {
            List<Node> elements = new ArrayList<>();
            for (String name : names) {
                Node element = context.sequence(
                        delimiters.literal(prefix + "<" + name + ">"),
                        value(pointer + "/properties/" + name, depth - 1),
                        delimiters.literal(prefix + "</" + name + ">"));
                elements.add(required.contains(name) ? element : context.optional(element));
            }
            return context.sequence(elements);
        }
        boolean bare = style instanceof ValueStyle.Bare;
        return Members.of(
                context,
                "{",
                bare ? "," : ", ",
                "}",
                names,
                required,
                name -> context.sequence(
                        context.literal(bare ? name + ":" : TextNode.valueOf(name) + ": "),
                        value(pointer + "/properties/" + name, depth - 1)));
    }
}
