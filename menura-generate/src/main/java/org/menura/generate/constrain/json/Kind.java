package org.menura.generate.constrain.json;

import com.fasterxml.jackson.databind.JsonNode;

/** The kinds of JSON values that a formula is told apart by; the booleans are one each. */
enum Kind {
    NULL,
    TRUE,
    FALSE,
    NUMBER,
    STRING,
    ARRAY,
    OBJECT;

    static Kind of(JsonNode value) {
        return switch (value.getNodeType()) {
            case NULL -> NULL;
            case BOOLEAN -> value.asBoolean() ? TRUE : FALSE;
            case NUMBER -> NUMBER;
            case STRING -> STRING;
            case ARRAY -> ARRAY;
            case OBJECT -> OBJECT;
            default -> throw new IllegalArgumentException("no value of JSON: " + value.getNodeType());
        };
    }

    boolean scalar() {
        return this != ARRAY && this != OBJECT;
    }
}
