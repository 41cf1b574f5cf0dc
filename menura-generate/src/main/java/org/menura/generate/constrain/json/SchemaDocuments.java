package org.menura.generate.constrain.json;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The documents that a schema may refer to: itself and those given beforehand. Nothing is ever fetched. */
final class SchemaDocuments {
    private static final List<String> ONE = List.of(
            "additionalProperties",
            "additionalItems",
            "items",
            "contains",
            "not",
            "if",
            "then",
            "else",
            "propertyNames",
            "unevaluatedItems",
            "unevaluatedProperties",
            "contentSchema");
    private static final List<String> MANY = List.of("allOf", "anyOf", "oneOf", "prefixItems", "items");
    private static final List<String> NAMED =
            List.of("properties", "patternProperties", "$defs", "definitions", "dependentSchemas", "dependencies");
    private static final Pattern METASCHEMA = Pattern.compile(
            "https?://json-schema\\.org/(draft(?:-0[467]/schema|/20(?:19-09|20-12)/(?:schema|meta/[a-z-]+)))");
    private static final int MAX_SCHEMAS = 200_000;

    private final Map<String, JsonNode> given;
    private final Draft defaultDraft;
    private final Map<String, SchemaResource> resources = new HashMap<>();
    private final IdentityHashMap<JsonNode, Place> places = new IdentityHashMap<>();

    SchemaDocuments(Map<String, JsonNode> given, Draft defaultDraft) {
        this.given = given;
        this.defaultDraft = defaultDraft;
    }

    /** Reads the document that is to be compiled. */
    Place main(JsonNode root) {
        return add("", root, true);
    }

    @Nullable
    Place placeOf(JsonNode node) {
        return node.isObject() ? places.get(node) : null;
    }

    private Place add(String uri, JsonNode root, boolean main) {
        SchemaResource resource = resource(uri, root, defaultDraft, false, main);
        resource.root(root, "#");
        resources.putIfAbsent(uri, resource);
        index(root, resource, "#");
        Place at = placeOf(root);
        return at == null ? resource.root() : at;
    }

    private SchemaResource resource(String base, JsonNode node, Draft inherited, boolean drafted, boolean main) {
        JsonNode schema = node.isObject() ? node.get("$schema") : null;
        if (schema == null || !schema.isTextual()) {
            return new SchemaResource(this, base, inherited, drafted, main, true, false);
        }
        Optional<Draft> published = Draft.of(schema.asText());
        if (published.isPresent()) {
            return new SchemaResource(this, base, published.get(), true, main, true, false);
        }
        JsonNode meta = given.get(schema.asText().replaceFirst("#$", ""));
        if (meta == null) {
            return new SchemaResource(this, base, inherited, drafted, main, true, false);
        }
        Draft draft = Draft.of(meta.path("$schema").asText("")).orElse(inherited);
        JsonNode vocabulary = meta.path("$vocabulary");
        if (!vocabulary.isObject()) {
            return new SchemaResource(this, base, draft, true, main, true, false);
        }
        boolean validates = false;
        boolean assertsFormat = false;
        for (Map.Entry<String, JsonNode> v : vocabulary.properties()) {
            validates |= v.getKey().endsWith("/vocab/validation");
            assertsFormat |= v.getKey().endsWith("/vocab/format-assertion");
            if (v.getValue().asBoolean()
                    && !v.getKey().matches("https?://json-schema\\.org/draft/20(19-09|20-12)/vocab/.*")) {
                throw new SchemaException(
                        "$schema", "#", "asks for the vocabulary %s, which is not known".formatted(v.getKey()));
            }
        }
        return new SchemaResource(this, base, draft, true, main, validates, assertsFormat);
    }

    private void index(JsonNode node, SchemaResource within, String pointer) {
        if (!node.isObject() || places.containsKey(node)) {
            return;
        }
        if (places.size() >= MAX_SCHEMAS) {
            throw new SchemaException("", "#", "it holds more than %d schemas".formatted(MAX_SCHEMAS));
        }
        SchemaResource resource = within;
        Draft draft = node.has("$schema")
                ? resource("", node, within.draft(), within.drafted(), within.isMain())
                        .draft()
                : within.draft();
        boolean alone = draft.refStandsAlone() && node.path("$ref").isTextual();
        JsonNode id = node.get(draft == Draft.DRAFT_4 ? "id" : "$id");
        if (id != null && id.isTextual() && !alone) {
            String text = id.asText();
            int hash = text.indexOf('#');
            String own = hash < 0 ? text : text.substring(0, hash);
            if (!own.isEmpty()) {
                String base = join(within.base(), own);
                if (base != null) {
                    resource = resource(base, node, within.draft(), within.drafted(), within.isMain());
                    resource.root(node, pointer);
                    resources.put(base, resource);
                }
            }
            if (hash >= 0 && hash + 1 < text.length() && draft.before(Draft.DRAFT_2019_09)) {
                resource.anchors().putIfAbsent(text.substring(hash + 1), new Place(node, resource, pointer));
            }
        } else if (node.has("$schema") && pointer.equals("#") && within.isMain()) {
            // The root without an identifier: its resource was made with its own draft.
            resource = within;
        }
        Place place = new Place(node, resource, pointer);
        places.put(node, place);
        if (draft.atLeast(Draft.DRAFT_2019_09)) {
            if (node.path("$anchor").isTextual()) {
                resource.anchors().putIfAbsent(node.get("$anchor").asText(), place);
            }
            if (node.path("$dynamicAnchor").isTextual()) {
                resource.anchors().putIfAbsent(node.get("$dynamicAnchor").asText(), place);
                resource.dynamicAnchors().putIfAbsent(node.get("$dynamicAnchor").asText(), place);
            }
            if (draft == Draft.DRAFT_2019_09 && node.path("$recursiveAnchor").asBoolean(false)) {
                resource.dynamicAnchors().putIfAbsent(SchemaResource.RECURSIVE, resource.root());
            }
        }
        for (String key : ONE) {
            if (node.path(key).isObject() && !alone) {
                index(node.get(key), resource, pointer + "/" + key);
            }
        }
        for (String key : MANY) {
            JsonNode list = node.path(key);
            for (int i = 0; list.isArray() && i < list.size() && !alone; i++) {
                index(list.get(i), resource, "%s/%s/%d".formatted(pointer, key, i));
            }
        }
        for (String key : NAMED) {
            if (node.path(key).isObject() && (!alone || key.equals("definitions") || key.equals("$defs"))) {
                for (Map.Entry<String, JsonNode> e : node.get(key).properties()) {
                    index(e.getValue(), resource, pointer + "/" + key + "/" + escape(e.getKey()));
                }
            }
        }
    }

    private static String escape(String step) {
        return step.replace("~", "~0").replace("/", "~1");
    }

    /** Finds the schema that a reference names. */
    Place resolve(Place from, String keyword, String reference) {
        int hash = reference.indexOf('#');
        String uri = hash < 0 ? reference : reference.substring(0, hash);
        String fragment = hash < 0
                ? ""
                : URLDecoder.decode(reference.substring(hash + 1).replace("+", "%2B"), StandardCharsets.UTF_8);
        SchemaResource resource = uri.isEmpty() ? from.resource() : find(from, keyword, reference, uri);
        if (fragment.isEmpty()) {
            Place root = resource.root();
            Place known = placeOf(root.node());
            return known == null ? root : known;
        }
        if (!fragment.startsWith("/")) {
            Place anchor = resource.anchors().get(fragment);
            if (anchor == null) {
                throw from.refuse(keyword, "refers to %s, and there is no such anchor".formatted(reference));
            }
            return anchor;
        }
        return walk(resource, fragment, from, keyword, reference);
    }

    private SchemaResource find(Place from, String keyword, String reference, String uri) {
        String target = join(from.resource().base(), uri);
        if (target == null) {
            throw from.refuse(keyword, "refers to %s, which is no URI".formatted(reference));
        }
        SchemaResource found = resources.get(target);
        if (found == null) {
            JsonNode document = given.get(target);
            if (document == null) {
                document = metaschema(target);
            }
            if (document == null) {
                throw from.refuse(
                        keyword,
                        "refers to %s, which is neither in the schema nor among the documents given with it (nothing is fetched)"
                                .formatted(reference));
            }
            add(target, document, false);
            found = resources.get(target);
        }
        if (found == null) {
            throw from.refuse(keyword, "refers to %s, which can't be found".formatted(reference));
        }
        return found;
    }

    /** A published metaschema, which comes along; null if it is none. */
    private static @Nullable JsonNode metaschema(String uri) {
        Matcher m = METASCHEMA.matcher(uri);
        if (!m.matches()) {
            return null;
        }
        try (InputStream in = SchemaDocuments.class.getResourceAsStream("metaschemas/" + m.group(1))) {
            return in == null ? null : ExactJson.parse(new String(in.readAllBytes(), StandardCharsets.UTF_8), uri);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Place walk(SchemaResource resource, String fragment, Place from, String keyword, String reference) {
        Place start = resource.root();
        JsonNode node = start.node();
        SchemaResource within = resource;
        StringBuilder pointer = new StringBuilder(start.pointer());
        for (String step : fragment.substring(1).split("/", -1)) {
            String name = step.replace("~1", "/").replace("~0", "~");
            JsonNode next =
                    node.isArray() && name.matches("\\d{1,9}") ? node.get(Integer.parseInt(name)) : node.get(name);
            if (next == null) {
                throw from.refuse(keyword, "refers to %s, and there is nothing there".formatted(reference));
            }
            node = next;
            pointer.append('/').append(step);
            Place known = placeOf(node);
            if (known != null) {
                within = known.resource();
            }
        }
        if (!node.isObject() && !node.isBoolean()) {
            throw from.refuse(keyword, "refers to %s, which is no schema".formatted(reference));
        }
        index(node, within, pointer.toString());
        Place known = placeOf(node);
        return known == null ? new Place(node, within, pointer.toString()) : known;
    }

    /** Resolves a URI against a base; null if it is none. */
    private static @Nullable String join(String base, String uri) {
        try {
            URI relative = new URI(uri);
            if (relative.isAbsolute() || base.isEmpty()) {
                return relative.normalize().toString();
            }
            URI b = new URI(base);
            if (b.isOpaque()) {
                return null;
            }
            if (b.getAuthority() != null && b.getPath().isEmpty()) {
                b = b.resolve("/");
            }
            return b.resolve(relative).toString();
        } catch (URISyntaxException e) {
            return null;
        }
    }
}
