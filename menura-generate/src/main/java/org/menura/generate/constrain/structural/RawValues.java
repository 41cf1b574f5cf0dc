package org.menura.generate.constrain.structural;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.menura.chat.tool.ArgumentTypes;
import org.menura.generate.constrain.grammar.CodePoints;
import org.menura.generate.constrain.grammar.Node;
import org.menura.generate.constrain.grammar.Rx;
import org.menura.generate.constrain.grammar.RxContext;
import org.menura.generate.constrain.json.JsonSchema;
import org.menura.generate.constrain.json.SchemaException;
import org.menura.generate.constrain.json.SchemaOptions;
import org.menura.generate.constrain.regex.Dialect;
import org.menura.generate.constrain.regex.Regex;
import org.menura.generate.constrain.regex.TextEncoding;

/**
 * The values of a tool's arguments where they stand without JSON's quotes: strings as they are, up to a delimiter, others as
 * JSON by their schema.
 */
final class RawValues {
    private static final String DOCUMENT = "tool:parameters";
    private static final int MAX_DEPTH = 16;
    private static final Set<String> STRING = Set.of("string");
    /** Keywords that ask nothing of a value. */
    static final Set<String> ANNOTATIONS = Set.of(
            "title",
            "description",
            "default",
            "examples",
            "deprecated",
            "readOnly",
            "writeOnly",
            "$comment",
            "nullable");

    private static final Set<String> STRING_KEYWORDS =
            Set.of("type", "enum", "const", "minLength", "maxLength", "pattern");
    private static final Set<String> WORDS = Set.of("null", "true", "false", "None", "True", "False");

    private final Delimiters delimiters;
    private final RxContext rx;
    private final JsonNode parameters;
    private final ArgumentTypes types;
    private final SchemaOptions options;

    /** Creates the values of a tool's arguments by the schema of all. */
    RawValues(Delimiters delimiters, JsonNode parameters, SchemaOptions options) {
        this.delimiters = delimiters;
        this.rx = delimiters.rx();
        this.parameters = parameters;
        this.types = new ArgumentTypes(parameters);
        this.options = options.withDocument(DOCUMENT, parameters);
    }

    /** Returns whether an argument is a string and nothing else. */
    boolean isString(String argument) {
        return types.isString(types.schema(argument));
    }

    /** Returns the JSON type that an argument has; empty where it may have several. */
    String type(String argument) {
        Set<String> all = types.types(types.schema(argument));
        return all.size() == 1 ? all.iterator().next() : "";
    }

    /** Returns where the schema of an argument stands. */
    static String pointer(String argument) {
        return "/properties/" + argument.replace("~", "~0").replace("/", "~1");
    }

    /** Returns the JSON of the values of an argument. */
    Node json(String argument) {
        return jsonAt(pointer(argument));
    }

    /** Returns the JSON of the values of the schema at a pointer. */
    Node jsonAt(String pointer) {
        ObjectNode reference = JsonNodeFactory.instance.objectNode();
        String escaped = URLEncoder.encode(pointer, StandardCharsets.UTF_8)
                .replace("+", "%20")
                .replace("%2F", "/");
        reference.put("$ref", DOCUMENT + "#" + escaped);
        return JsonSchema.of(reference).compile(options, delimiters.context());
    }

    /**
     * Returns the values of an argument without quotes, none of which holds one of some delimiters.
     *
     * @throws SchemaException if the schema asks what can't be enforced on text without quotes
     */
    Node raw(String argument, List<String> forbidden) {
        return raw(pointer(argument), forbidden, types.isString(types.schema(argument)), MAX_DEPTH);
    }

    /** Returns the strings of the schema at a pointer, which has no others, without quotes. */
    Node rawAt(String pointer, List<String> forbidden) {
        return raw(pointer, forbidden, true, MAX_DEPTH);
    }

    private Node raw(String pointer, List<String> forbidden, boolean stringsAlone, int depth) {
        JsonNode schema = parameters.at(JsonPointer.compile(pointer));
        Set<String> all = types.types(schema);
        if (!all.isEmpty() && !all.contains("string")) {
            return jsonAt(pointer);
        }
        String reference = schema.path("$ref").asText();
        if (reference.startsWith("#/") && depth > 0) {
            onlyAnnotated(pointer, schema, "$ref");
            return raw(reference.substring(1), forbidden, stringsAlone, depth - 1);
        }
        for (String union : new String[] {"anyOf", "oneOf"}) {
            if (schema.has(union) && depth > 0) {
                onlyAnnotated(pointer, schema, union);
                return union(pointer + "/" + union, schema.get(union), forbidden, stringsAlone, depth);
            }
        }
        Rx texts = rx.and(string(pointer, schema), delimiters.without(forbidden));
        if (!stringsAlone && !all.isEmpty()) {
            texts = rx.minus(texts, mayBeJson()); // a text that reads as JSON would be another value
        }
        if (texts.isEmpty()) {
            throw refuse(pointer, "", "leaves no text that the form of this model's calls can write");
        }
        return delimiters.context().terminal(texts);
    }

    private Node union(String pointer, JsonNode variants, List<String> forbidden, boolean stringsAlone, int depth) {
        List<Node> options = new ArrayList<>();
        Set<String> seen = new TreeSet<>();
        for (int i = 0; i < variants.size(); i++) {
            for (String type : types.types(variants.get(i))) {
                if (!seen.add(type) && pointer.endsWith("oneOf")) {
                    throw refuse(pointer, "oneOf", "can't be enforced here with variants of the same type: use anyOf");
                }
            }
            options.add(raw(pointer + "/" + i, forbidden, stringsAlone, depth - 1));
        }
        return delimiters.context().choice(options);
    }

    private void onlyAnnotated(String pointer, JsonNode schema, String keyword) {
        schema.fieldNames().forEachRemaining(other -> {
            if (!other.equals(keyword) && !ANNOTATIONS.contains(other)) {
                throw unquoted(pointer, other);
            }
        });
    }

    private Rx string(String pointer, JsonNode schema) {
        schema.fieldNames().forEachRemaining(keyword -> {
            if (!STRING_KEYWORDS.contains(keyword) && !ANNOTATIONS.contains(keyword)) {
                throw unquoted(pointer, keyword);
            }
        });
        Rx texts = rx.anyText();
        if (schema.has("const")) {
            texts = choice(List.of(schema.get("const")));
        }
        if (schema.has("enum")) {
            List<JsonNode> values = new ArrayList<>();
            schema.get("enum").forEach(values::add);
            texts = rx.and(texts, choice(values));
        }
        int least = schema.path("minLength").asInt(0);
        if (least > 0 || schema.has("maxLength")) {
            int most = schema.path("maxLength").asInt(Rx.UNBOUNDED);
            if (most < least) {
                throw refuse(pointer, "maxLength", "is less than minLength");
            }
            texts = rx.and(texts, rx.repeat(rx.anyCodePoint(), least, most));
        }
        if (schema.has("pattern")) {
            Rx pattern = Regex.search(rx, schema.get("pattern").asText(), Dialect.ECMA, TextEncoding.UTF_8);
            texts = rx.and(texts, pattern);
        }
        return texts;
    }

    private Rx choice(List<JsonNode> values) {
        return rx.or(values.stream()
                .filter(JsonNode::isTextual)
                .map(v -> rx.literal(v.asText()))
                .toList());
    }

    /** Returns texts that may read as JSON: all that begin otherwise than with a letter, and some words. */
    private Rx mayBeJson() {
        Rx letter = rx.codePoints(CodePoints.range('a', 'z').or(CodePoints.range('A', 'Z')));
        Rx words = rx.or(WORDS.stream().map(rx::literal).toList());
        Rx spoken = rx.minus(rx.concat(letter, rx.anyBytes()), rx.concat(words, delimiters.space(0, Rx.UNBOUNDED)));
        return rx.minus(rx.anyText(), spoken);
    }

    private static SchemaException unquoted(String pointer, String keyword) {
        return refuse(
                pointer,
                keyword,
                "can't be enforced here, since this model's calls write strings without quotes: leave it out, or use"
                        + " minLength, maxLength, pattern, enum or const");
    }

    private static SchemaException refuse(String pointer, String keyword, String reason) {
        return new SchemaException(keyword, "#" + pointer, reason);
    }
}
