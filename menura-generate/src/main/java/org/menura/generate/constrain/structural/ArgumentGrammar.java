package org.menura.generate.constrain.structural;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import org.menura.chat.tool.ArgumentFormat;
import org.menura.chat.tool.ArgumentFormat.Tagged;
import org.menura.chat.tool.ToolDefinition;
import org.menura.generate.constrain.grammar.GrammarContext;
import org.menura.generate.constrain.grammar.Node;
import org.menura.generate.constrain.grammar.Rx;
import org.menura.generate.constrain.grammar.RxContext;
import org.menura.generate.constrain.json.JsonSchema;
import org.menura.generate.constrain.json.SchemaException;
import org.menura.generate.constrain.json.SchemaOptions;
import org.menura.generate.constrain.regex.Dialect;
import org.menura.generate.constrain.regex.Regex;
import org.menura.generate.constrain.regex.TextEncoding;

/** The arguments of one tool in the form of a family: each valid by the tool's schema. */
final class ArgumentGrammar {
    private static final int MAX_NAME = 64;
    /** What a schema of all arguments may say where they are not written as one JSON object. */
    private static final Set<String> ENFORCED = Set.of(
            "type",
            "properties",
            "required",
            "additionalProperties",
            "$defs",
            "definitions",
            "$schema",
            "$id",
            "$comment",
            "title",
            "description",
            "default",
            "examples",
            "strict");

    private final Delimiters delimiters;
    private final GrammarContext context;
    private final JsonNode parameters;
    private final SchemaOptions options;
    private final RawValues values;

    ArgumentGrammar(Delimiters delimiters, ToolDefinition tool, SchemaOptions options) {
        this.delimiters = delimiters;
        this.context = delimiters.context();
        this.parameters = object(tool.parameters());
        this.options = options;
        this.values = new RawValues(delimiters, parameters, options);
    }

    /** Returns a schema that says that it is one of objects, as those of arguments are. */
    private static JsonNode object(JsonNode schema) {
        if (schema.isObject() && !schema.has("type")) {
            ObjectNode typed = schema.deepCopy();
            return typed.put("type", "object");
        }
        return schema;
    }

    /**
     * Returns the arguments in a form.
     *
     * @throws SchemaException if the schema asks what can't be enforced in the form
     */
    Node of(ArgumentFormat form) {
        return switch (form) {
            case ArgumentFormat.Json _ -> json();
            case Tagged tagged -> each(name -> tag(tagged, name), tagged(tagged));
            case ArgumentFormat.Elements elements -> each(name -> element(elements, name), context.empty());
            case ArgumentFormat.Keywords _ ->
                members(
                        "(",
                        ")",
                        ", ",
                        name -> context.sequence(
                                context.literal(name + "="),
                                new StyledValues(delimiters, values, parameters, new ValueStyle.Python()).of(name)));
            case ArgumentFormat.BareKeys keys ->
                members("{", "}", ",", name -> context.sequence(context.literal(name + ":"), bare(keys, name)));
            case ArgumentFormat.Code(String name) ->
                context.terminal(delimiters.rx().anyText());
        };
    }

    /** Returns the arguments as a JSON object: as in the other forms, those that the schema knows where it knows some. */
    Node json() {
        return JsonSchema.of(parameters).closed().compile(options, context);
    }

    private List<String> names() {
        parameters.fieldNames().forEachRemaining(keyword -> {
            if (!ENFORCED.contains(keyword)) {
                throw new SchemaException(
                        keyword,
                        "#",
                        "can't be enforced on arguments that this model does not write as one JSON object");
            }
        });
        List<String> names = new ArrayList<>();
        parameters.path("properties").fieldNames().forEachRemaining(names::add);
        for (String name : required()) {
            if (!names.contains(name)) {
                throw new SchemaException("required", "#", "names %s, which properties lack".formatted(name));
            }
        }
        return names;
    }

    private Set<String> required() {
        Set<String> out = new HashSet<>();
        parameters.path("required").forEach(name -> out.add(name.asText()));
        return out;
    }

    /** Returns one part after the other, in the order of the schema, those that are not required perhaps left out. */
    private Node each(Function<String, Node> part, Node ifNothingIsKnown) {
        List<Node> parts = new ArrayList<>();
        Set<String> required = required();
        for (String name : names()) {
            Node one = part.apply(name);
            parts.add(required.contains(name) ? one : context.optional(one));
        }
        return parts.isEmpty() && isOpen() ? ifNothingIsKnown : context.sequence(parts);
    }

    private boolean isOpen() {
        JsonNode more = parameters.path("additionalProperties");
        return more.isMissingNode() || more.isBoolean() && more.asBoolean() || more.isObject() && more.isEmpty();
    }

    private Node members(String open, String close, String separator, Function<String, Node> part) {
        return Members.of(context, open, separator, close, names(), required(), part);
    }

    private Node tag(Tagged form, String name) {
        boolean string = values.isString(name);
        String mark = switch (form.type()) {
            case NONE -> "";
            case IS_STRING -> String.valueOf(string);
            case JSON_TYPE -> jsonType(name);
        };
        Node value = form.type() == ArgumentFormat.TypeMark.NONE || string
                ? values.raw(name, forbidden(form))
                : values.json(name);
        return context.sequence(
                delimiters.literal(form.keyOpen()),
                context.literal(name),
                delimiters.literal(form.keyClose() + mark + form.valueOpen()),
                value,
                delimiters.literal(form.valueClose()));
    }

    private String jsonType(String name) {
        String type = values.type(name);
        return type.equals("integer") ? "number" : type.isEmpty() ? "object" : type;
    }

    /** Returns what no value may hold, since it would end there. */
    private static List<String> forbidden(Tagged form) {
        List<String> out = new ArrayList<>();
        out.add(form.valueClose().strip());
        if (form.valueClose().startsWith("\n")) {
            out.add("\n" + form.keyOpen().strip());
        }
        if (form.cdata()) {
            out.add("<![CDATA[");
        }
        return out;
    }

    /** Returns any arguments, for a tool of which nothing is known. */
    private Node tagged(Tagged form) {
        if (form.type() != ArgumentFormat.TypeMark.NONE) {
            return context.empty();
        }
        RxContext rx = delimiters.rx();
        Rx key = Regex.whole(rx, "[A-Za-z_][A-Za-z0-9_]{0," + (MAX_NAME - 1) + "}", Dialect.ECMA, TextEncoding.UTF_8);
        Node one = context.sequence(
                delimiters.literal(form.keyOpen()),
                context.terminal(key),
                delimiters.literal(form.keyClose() + form.valueOpen()),
                context.terminal(delimiters.without(forbidden(form))),
                delimiters.literal(form.valueClose()));
        return context.repeat(one, 0, Rx.UNBOUNDED);
    }

    private Node element(ArgumentFormat.Elements form, String name) {
        Node value = styled(new ValueStyle.Elements(form.prefix()), name, List.of(form.prefix() + "<"));
        return context.sequence(
                delimiters.literal(form.prefix() + "<" + name + ">"),
                value,
                delimiters.literal(form.prefix() + "</" + name + ">"));
    }

    private Node bare(ArgumentFormat.BareKeys form, String name) {
        return new StyledValues(delimiters, values, parameters, new ValueStyle.Bare(form.quote())).of(name);
    }

    /** Returns values of a type in a style; of several types as text without quotes, which reads as one of them. */
    private Node styled(ValueStyle style, String name, List<String> forbidden) {
        return values.type(name).isEmpty()
                ? values.raw(name, forbidden)
                : new StyledValues(delimiters, values, parameters, style).of(name);
    }
}
