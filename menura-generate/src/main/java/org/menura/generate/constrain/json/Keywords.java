package org.menura.generate.constrain.json;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.menura.generate.constrain.grammar.Rx;

/** The keywords of a schema, checked and compiled; filled by {@link KeywordReader} and not changed after. */
final class Keywords {
    /** A schema that is {@code true} or {@code false} has nothing but this. */
    @Nullable
    Boolean constant;

    final List<Subschema> refs = new ArrayList<>();

    @Nullable
    Set<Kind> types;

    /** Of numbers, {@code type} admits integers alone. */
    boolean integersOnly;

    /** Draft 4: an integer is written without a fraction. */
    boolean strictIntegers;

    /** The values of {@code enum} and {@code const}: the instance is in each list. */
    final List<List<JsonNode>> values = new ArrayList<>();

    final List<Subschema> allOf = new ArrayList<>();

    @Nullable
    List<Subschema> anyOf;

    @Nullable
    List<Subschema> oneOf;

    @Nullable
    Subschema not;

    @Nullable
    Subschema condition;

    @Nullable
    Subschema consequence;

    @Nullable
    Subschema alternative;

    // ------------------------------------------------------------------------------------------------ numbers

    @Nullable
    BigDecimal minimum;

    @Nullable
    BigDecimal maximum;

    @Nullable
    BigDecimal exclusiveMinimum;

    @Nullable
    BigDecimal exclusiveMaximum;

    @Nullable
    BigDecimal multipleOf;

    // ------------------------------------------------------------------------------------------------ strings

    int minLength;
    int maxLength = -1;

    /** Compiled {@code pattern} and {@code format}. */
    final List<Rx> languages = new ArrayList<>();

    // ------------------------------------------------------------------------------------------------ objects

    final Map<String, Subschema> properties = new LinkedHashMap<>();

    /** A pattern of {@code patternProperties} over names as they stand in JSON, quotes included. */
    record NamePattern(String regex, Rx language, Subschema schema) {}

    final List<NamePattern> patternProperties = new ArrayList<>();

    @Nullable
    Subschema additionalProperties;

    final List<String> required = new ArrayList<>();
    int minProperties;
    int maxProperties = -1;

    @Nullable
    Subschema propertyNames;

    final Map<String, List<String>> dependentRequired = new LinkedHashMap<>();
    final Map<String, Subschema> dependentSchemas = new LinkedHashMap<>();

    @Nullable
    Subschema unevaluatedProperties;

    // ------------------------------------------------------------------------------------------------ arrays

    final List<Subschema> prefixItems = new ArrayList<>();

    @Nullable
    Subschema items;

    int minItems;
    int maxItems = -1;
    boolean uniqueItems;

    @Nullable
    Subschema contains;

    int minContains = 1;
    int maxContains = -1;

    /** 2020-12: {@code contains} counts as looking at the items that are valid against it. */
    boolean containsEvaluates;

    @Nullable
    Subschema unevaluatedItems;

    /** Whether nothing is asked of the instance. */
    boolean empty() {
        return constant == null
                && refs.isEmpty()
                && types == null
                && values.isEmpty()
                && allOf.isEmpty()
                && anyOf == null
                && oneOf == null
                && not == null
                && condition == null
                && minimum == null
                && maximum == null
                && exclusiveMinimum == null
                && exclusiveMaximum == null
                && multipleOf == null
                && minLength == 0
                && maxLength < 0
                && languages.isEmpty()
                && properties.isEmpty()
                && patternProperties.isEmpty()
                && additionalProperties == null
                && required.isEmpty()
                && minProperties == 0
                && maxProperties < 0
                && propertyNames == null
                && dependentRequired.isEmpty()
                && dependentSchemas.isEmpty()
                && unevaluatedProperties == null
                && prefixItems.isEmpty()
                && items == null
                && minItems == 0
                && maxItems < 0
                && !uniqueItems
                && contains == null
                && unevaluatedItems == null;
    }

    /** Whether a {@code $ref} is all there is. */
    boolean onlyRef() {
        if (refs.size() != 1) {
            return false;
        }
        Subschema ref = refs.removeFirst();
        boolean rest = empty();
        refs.add(ref);
        return rest;
    }

    /** Whether {@code $ref} and others apply to the same instance. */
    List<Subschema> inPlace() {
        List<Subschema> all = new ArrayList<>(refs);
        all.addAll(allOf);
        if (anyOf != null) {
            all.addAll(anyOf);
        }
        if (oneOf != null) {
            all.addAll(oneOf);
        }
        for (Subschema s : new @Nullable Subschema[] {condition, consequence, alternative, not}) {
            if (s != null) {
                all.add(s);
            }
        }
        all.addAll(dependentSchemas.values());
        return all;
    }

    /** All schemas that this one refers to or holds. */
    List<Subschema> everything() {
        List<Subschema> all = inPlace();
        all.addAll(properties.values());
        patternProperties.forEach(p -> all.add(p.schema()));
        all.addAll(prefixItems);
        for (Subschema s : new @Nullable Subschema[] {
            additionalProperties, propertyNames, unevaluatedProperties, items, contains, unevaluatedItems
        }) {
            if (s != null) {
                all.add(s);
            }
        }
        return all;
    }

    static Set<Kind> none() {
        return EnumSet.noneOf(Kind.class);
    }
}
