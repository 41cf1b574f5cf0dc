package org.menura.generate.constrain.json;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A schema resource: a schema with a base URI, the anchors in it, and the rules its keywords follow. */
final class SchemaResource {
    /** The name under which {@code $recursiveAnchor} stands among dynamic anchors. */
    static final String RECURSIVE = "\0recursive";

    private final SchemaDocuments documents;
    private final String base;
    private final Draft draft;
    private final boolean main;
    private final boolean validates;
    private final boolean assertsFormat;
    private final boolean drafted;
    private final Map<String, Place> anchors = new HashMap<>();
    private final Map<String, Place> dynamicAnchors = new HashMap<>();
    private @Nullable Place root;

    SchemaResource(
            SchemaDocuments documents,
            String base,
            Draft draft,
            boolean drafted,
            boolean main,
            boolean validates,
            boolean assertsFormat) {
        this.documents = documents;
        this.base = base;
        this.draft = draft;
        this.drafted = drafted;
        this.main = main;
        this.validates = validates;
        this.assertsFormat = assertsFormat;
    }

    void root(JsonNode node, String pointer) {
        root = new Place(node, this, pointer);
    }

    Place root() {
        if (root == null) {
            throw new IllegalStateException("the resource has no root yet");
        }
        return root;
    }

    SchemaDocuments documents() {
        return documents;
    }

    String base() {
        return base;
    }

    Draft draft() {
        return draft;
    }

    /** Whether a {@code $schema} said which draft it is. */
    boolean drafted() {
        return drafted;
    }

    /** Whether it belongs to the document that is compiled, not to one it refers to. */
    boolean isMain() {
        return main;
    }

    /** Whether keywords such as {@code type} and {@code minimum} assert; a metaschema's vocabulary may leave them out. */
    boolean validates() {
        return validates;
    }

    /** Whether the metaschema's vocabulary makes {@code format} an assertion. */
    boolean assertsFormat() {
        return assertsFormat;
    }

    Map<String, Place> anchors() {
        return anchors;
    }

    Map<String, Place> dynamicAnchors() {
        return dynamicAnchors;
    }
}
