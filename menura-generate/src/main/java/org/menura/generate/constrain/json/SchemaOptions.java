package org.menura.generate.constrain.json;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.HashMap;
import java.util.Map;

/**
 * How a schema is read, and how the texts of its grammar are written.
 *
 * @param draft of schemas without a {@code $schema}
 * @param formats whether {@code format} is enforced
 * @param order in which order the members of objects stand
 * @param spelling which spellings of constants, names and integers there are
 * @param whiteSpace what may stand between the parts of a value
 * @param documents schemas that {@code $ref} may name beside those in the schema itself, by URI without fragment;
 *     nothing is ever fetched
 * @param budget how many steps compiling and following texts may take; beyond it is a {@link SchemaException}
 */
public record SchemaOptions(
        Draft draft,
        Formats formats,
        PropertyOrder order,
        Spelling spelling,
        WhiteSpace whiteSpace,
        Map<String, JsonNode> documents,
        int budget) {

    /** The options for generating: the order of the schema, usual spellings, at most one blank, formats enforced. */
    public static final SchemaOptions DEFAULT = new SchemaOptions(
            Draft.DRAFT_2020_12,
            Formats.ASSERT,
            PropertyOrder.SCHEMA,
            Spelling.USUAL,
            WhiteSpace.BLANK,
            Map.of(),
            1_000_000);

    /** The options for checking texts that others wrote: any order and spelling, compact. */
    public static final SchemaOptions CHECK =
            DEFAULT.withOrder(PropertyOrder.ANY).withSpelling(Spelling.ANY).withWhiteSpace(WhiteSpace.NONE);

    /** What {@code format} means. */
    public enum Formats {
        /** Known formats are enforced; one that can't be is refused; unknown names are annotations. */
        ASSERT,
        /** As ASSERT; and {@code contentEncoding} and {@code contentMediaType}, to draft 7, are no annotations either. */
        ASSERT_CONTENT,
        /** All formats are annotations. */
        ANNOTATE
    }

    /** The order of the members of an object. */
    public enum PropertyOrder {
        /** Declared members in the order of the schema, then others. */
        SCHEMA,
        /** Any. */
        ANY
    }

    /** How what has several spellings in JSON is written. */
    public enum Spelling {
        /**
         * Constants and names without needless escapes, integers without fraction and exponent, numbers of at most 20 digits before
         * and behind the point unless the schema asks for more.
         */
        USUAL,
        /** Any spelling of JSON. */
        ANY
    }

    /** White space between the parts of a value; always bounded. */
    public enum WhiteSpace {
        /** None. */
        NONE,
        /** At most one blank after a comma or colon. */
        BLANK,
        /** As BLANK, or line ends followed by at most 64 blanks around the members and items. */
        LINES
    }

    public SchemaOptions {
        documents = Map.copyOf(documents);
    }

    /** Returns these options with another draft for schemas without a {@code $schema}. */
    public SchemaOptions withDraft(Draft other) {
        return new SchemaOptions(other, formats, order, spelling, whiteSpace, documents, budget);
    }

    /** Returns these options with another meaning of {@code format}. */
    public SchemaOptions withFormats(Formats other) {
        return new SchemaOptions(draft, other, order, spelling, whiteSpace, documents, budget);
    }

    /** Returns these options with another order of members. */
    public SchemaOptions withOrder(PropertyOrder other) {
        return new SchemaOptions(draft, formats, other, spelling, whiteSpace, documents, budget);
    }

    /** Returns these options with other spellings. */
    public SchemaOptions withSpelling(Spelling other) {
        return new SchemaOptions(draft, formats, order, other, whiteSpace, documents, budget);
    }

    /** Returns these options with other white space. */
    public SchemaOptions withWhiteSpace(WhiteSpace other) {
        return new SchemaOptions(draft, formats, order, spelling, other, documents, budget);
    }

    /** Returns these options with another budget. */
    public SchemaOptions withBudget(int steps) {
        return new SchemaOptions(draft, formats, order, spelling, whiteSpace, documents, steps);
    }

    /** Returns these options with a further document that {@code $ref} may name. */
    public SchemaOptions withDocument(String uri, JsonNode schema) {
        Map<String, JsonNode> more = new HashMap<>(documents);
        more.put(uri, ExactJson.exact(schema));
        return new SchemaOptions(draft, formats, order, spelling, whiteSpace, more, budget);
    }
}
