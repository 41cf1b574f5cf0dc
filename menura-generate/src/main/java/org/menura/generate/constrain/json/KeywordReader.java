package org.menura.generate.constrain.json;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.menura.generate.constrain.grammar.Rx;

/** Reads the keywords of one schema as its draft means them, and refuses what is malformed or can't be enforced. */
final class KeywordReader extends KeywordParts {
    private final Keywords out = new Keywords();

    KeywordReader(SchemaGraph graph, Subschema schema) {
        super(graph, schema);
    }

    Keywords read() {
        if (node.isBoolean()) {
            out.constant = node.asBoolean();
            return out;
        }
        if (!node.isObject()) {
            throw place.refuse("", "a schema is an object, true or false, not " + brief(node));
        }
        reference();
        if (draft.refStandsAlone() && !out.refs.isEmpty()) {
            return out;
        }
        applicators();
        objects();
        arrays();
        if (place.resource().validates()) {
            any();
            numbers();
            strings();
            counts();
        }
        format();
        return out;
    }

    // ------------------------------------------------------------------------------------------------ references

    private void reference() {
        JsonNode ref = node.get("$ref");
        if (ref != null && ref.isTextual()) {
            out.refs.add(target("$ref", ref.asText()));
        } else if (ref != null) {
            throw place.refuse("$ref", "must be a string");
        }
        if (draft == Draft.DRAFT_2020_12 && node.has("$dynamicRef")) {
            out.refs.add(dynamic(node.get("$dynamicRef").asText()));
        }
        if (draft == Draft.DRAFT_2019_09 && node.has("$recursiveRef")) {
            Place first = graph.documents().resolve(place, "$recursiveRef", "#");
            Place outer = first.resource().dynamicAnchors().containsKey(SchemaResource.RECURSIVE)
                    ? schema.scope().outermost(SchemaResource.RECURSIVE)
                    : null;
            out.refs.add(graph.at(outer == null ? first : outer, schema.scope()));
        }
    }

    private Subschema target(String keyword, String reference) {
        return graph.at(graph.documents().resolve(place, keyword, reference), schema.scope());
    }

    private Subschema dynamic(String reference) {
        Place first = graph.documents().resolve(place, "$dynamicRef", reference);
        int hash = reference.indexOf('#');
        String anchor = hash < 0 ? "" : reference.substring(hash + 1);
        boolean bookend = !anchor.isEmpty()
                && !anchor.startsWith("/")
                && first.equals(first.resource().dynamicAnchors().get(anchor));
        // The resource of the target is entered before the scope is searched.
        Place outer = bookend ? schema.scope().enter(first.resource()).outermost(anchor) : null;
        return graph.at(outer == null ? first : outer, schema.scope());
    }

    // ------------------------------------------------------------------------------------------------ applicators

    private void applicators() {
        if (node.has("allOf")) {
            out.allOf.addAll(list("allOf"));
        }
        if (node.has("anyOf")) {
            out.anyOf = list("anyOf");
        }
        if (node.has("oneOf")) {
            out.oneOf = list("oneOf");
        }
        with("not", s -> out.not = s);
        if (draft.atLeast(Draft.DRAFT_7) && node.has("if")) {
            with("if", s -> out.condition = s);
            with("then", s -> out.consequence = s);
            with("else", s -> out.alternative = s);
        }
    }

    private void objects() {
        named("properties", out.properties::put);
        named(
                "patternProperties",
                (name, s) -> out.patternProperties.add(
                        new Keywords.NamePattern(name, pattern("patternProperties", name), s)));
        with("additionalProperties", s -> out.additionalProperties = s);
        if (draft.atLeast(Draft.DRAFT_6)) {
            with("propertyNames", s -> out.propertyNames = s);
        }
        if (draft.atLeast(Draft.DRAFT_2019_09)) {
            named("dependentSchemas", out.dependentSchemas::put);
            with("unevaluatedProperties", s -> out.unevaluatedProperties = s);
        }
        JsonNode dependencies = node.get("dependencies");
        if (dependencies != null) {
            object("dependencies", dependencies);
            for (Map.Entry<String, JsonNode> e : dependencies.properties()) {
                if (e.getValue().isArray()) {
                    out.dependentRequired.put(e.getKey(), strings("dependencies", e.getValue()));
                } else if (e.getValue().isTextual() && draft == Draft.DRAFT_4) {
                    out.dependentRequired.put(e.getKey(), List.of(e.getValue().asText()));
                } else {
                    out.dependentSchemas.put(e.getKey(), child(e.getValue(), "dependencies", e.getKey()));
                }
            }
        }
    }

    private void arrays() {
        JsonNode items = node.get("items");
        boolean tuple = items != null && items.isArray();
        if (draft == Draft.DRAFT_2020_12 && node.has("prefixItems")) {
            out.prefixItems.addAll(list("prefixItems"));
        }
        if (tuple) {
            if (draft == Draft.DRAFT_2020_12 && place.resource().drafted()) {
                throw place.refuse("items", "is a list, which draft 2020-12 spells \"prefixItems\"");
            }
            for (int i = 0; i < items.size(); i++) {
                out.prefixItems.add(child(items.get(i), "items", String.valueOf(i)));
            }
            with("additionalItems", s -> out.items = s);
        } else {
            with("items", s -> out.items = s);
        }
        if (draft.atLeast(Draft.DRAFT_6)) {
            with("contains", s -> out.contains = s);
        }
        if (draft.atLeast(Draft.DRAFT_2019_09)) {
            with("unevaluatedItems", s -> out.unevaluatedItems = s);
            out.containsEvaluates = draft == Draft.DRAFT_2020_12;
        }
    }

    // ------------------------------------------------------------------------------------------------ assertions

    private void any() {
        JsonNode type = node.get("type");
        if (type != null) {
            Set<Kind> kinds = Keywords.none();
            boolean number = false;
            boolean integer = false;
            if (!type.isTextual() && !type.isArray() || type.isArray() && type.isEmpty()) {
                throw place.refuse("type", "must be a name or a list of names");
            }
            for (JsonNode t : type.isArray() ? type : List.of(type)) {
                switch (t.asText()) {
                    case "null" -> kinds.add(Kind.NULL);
                    case "boolean" -> kinds.addAll(List.of(Kind.TRUE, Kind.FALSE));
                    case "number" -> number = true;
                    case "integer" -> integer = true;
                    case "string" -> kinds.add(Kind.STRING);
                    case "array" -> kinds.add(Kind.ARRAY);
                    case "object" -> kinds.add(Kind.OBJECT);
                    default -> throw place.refuse("type", "names %s, which is no type".formatted(brief(t)));
                }
            }
            if (number || integer) {
                kinds.add(Kind.NUMBER);
            }
            out.types = kinds;
            out.integersOnly = integer && !number;
            out.strictIntegers = draft == Draft.DRAFT_4;
        }
        JsonNode values = node.get("enum");
        if (values != null) {
            if (!values.isArray()) {
                throw place.refuse("enum", "must be a list");
            }
            List<JsonNode> all = new ArrayList<>();
            values.forEach(all::add);
            out.values.add(all.stream().distinct().toList());
        }
        if (draft.atLeast(Draft.DRAFT_6) && node.has("const")) {
            out.values.add(List.of(node.get("const")));
        }
    }

    private void numbers() {
        out.minimum = number("minimum");
        out.maximum = number("maximum");
        if (node.path("exclusiveMinimum").isBoolean()) {
            if (node.get("exclusiveMinimum").asBoolean() && out.minimum != null) {
                out.exclusiveMinimum = out.minimum;
                out.minimum = null;
            }
        } else {
            out.exclusiveMinimum = number("exclusiveMinimum");
        }
        if (node.path("exclusiveMaximum").isBoolean()) {
            if (node.get("exclusiveMaximum").asBoolean() && out.maximum != null) {
                out.exclusiveMaximum = out.maximum;
                out.maximum = null;
            }
        } else {
            out.exclusiveMaximum = number("exclusiveMaximum");
        }
        BigDecimal factor = number("multipleOf");
        if (factor != null) {
            if (factor.signum() <= 0) {
                throw place.refuse("multipleOf", "must be greater than 0");
            }
            if (!Remainders.canDivide(factor)) {
                throw place.refuse(
                        "multipleOf",
                        "is %s, whose remainders are more than %,d, the most that are followed"
                                .formatted(factor, Remainders.MOST));
            }
            out.multipleOf = factor;
        }
    }

    private void strings() {
        out.minLength = count("minLength", 0);
        out.maxLength = count("maxLength", -1);
        JsonNode pattern = node.get("pattern");
        if (pattern != null) {
            if (!pattern.isTextual()) {
                throw place.refuse("pattern", "must be a string");
            }
            out.languages.add(pattern("pattern", pattern.asText()));
        }
    }

    private void format() {
        SchemaOptions.Formats formats = graph.options().formats();
        JsonNode format = node.get("format");
        boolean asserts = place.resource().validates() && formats != SchemaOptions.Formats.ANNOTATE
                || place.resource().assertsFormat();
        if (asserts && format != null && format.isTextual()) {
            Rx language = graph.texts().format(format.asText());
            if (language != null) {
                out.languages.add(language);
            } else if (StringFormats.KNOWN_ONLY.contains(format.asText())) {
                throw place.refuse(
                        "format",
                        "is \"%s\", which no automaton can check; leave it out, or ask for formats as annotations"
                                .formatted(format.asText()));
            }
        }
        if (formats == SchemaOptions.Formats.ASSERT_CONTENT && draft.before(Draft.DRAFT_2019_09)) {
            content();
        }
    }

    private void content() {
        if (node.has("contentMediaType")) {
            throw place.refuse("contentMediaType", "can't be enforced: what is in a string is not followed");
        }
        JsonNode encoding = node.get("contentEncoding");
        if (encoding != null) {
            if (!encoding.asText().equals("base64")) {
                throw place.refuse("contentEncoding", "is %s; base64 alone is enforced".formatted(brief(encoding)));
            }
            out.languages.add(graph.texts().whole("(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?"));
        }
    }

    private void counts() {
        out.required.addAll(node.path("required").isArray() ? strings("required", node.get("required")) : List.of());
        if (node.has("required") && !node.get("required").isArray()) {
            throw place.refuse("required", "must be a list of names");
        }
        out.minProperties = count("minProperties", 0);
        out.maxProperties = count("maxProperties", -1);
        out.minItems = count("minItems", 0);
        out.maxItems = count("maxItems", -1);
        JsonNode unique = node.get("uniqueItems");
        if (unique != null && !unique.isBoolean()) {
            throw place.refuse("uniqueItems", "must be true or false");
        }
        out.uniqueItems = unique != null && unique.asBoolean();
        if (draft.atLeast(Draft.DRAFT_2019_09)) {
            out.minContains = count("minContains", 1);
            out.maxContains = count("maxContains", -1);
            JsonNode required = node.get("dependentRequired");
            if (required != null) {
                object("dependentRequired", required);
                for (Map.Entry<String, JsonNode> e : required.properties()) {
                    out.dependentRequired.put(e.getKey(), strings("dependentRequired", e.getValue()));
                }
            }
        }
    }
}
