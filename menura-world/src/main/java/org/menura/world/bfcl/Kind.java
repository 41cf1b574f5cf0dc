package org.menura.world.bfcl;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The types of Python that values of calls have. */
enum Kind {
    STR,
    INT,
    FLOAT,
    BOOL,
    LIST,
    DICT,
    NONE;

    /** The types that Python's functions name; {@code any} is a text there. */
    private static final Map<String, Kind> PYTHON = Map.of(
            "string", STR,
            "integer", INT,
            "float", FLOAT,
            "boolean", BOOL,
            "array", LIST,
            "tuple", LIST,
            "dict", DICT,
            "any", STR);

    private static final Map<String, Kind> JAVA = Map.ofEntries(
            Map.entry("byte", INT),
            Map.entry("short", INT),
            Map.entry("integer", INT),
            Map.entry("float", FLOAT),
            Map.entry("double", FLOAT),
            Map.entry("long", INT),
            Map.entry("boolean", BOOL),
            Map.entry("char", STR),
            Map.entry("Array", LIST),
            Map.entry("ArrayList", LIST),
            Map.entry("HashMap", DICT),
            Map.entry("String", STR),
            Map.entry("any", STR));

    private static final Map<String, Kind> JAVASCRIPT = Map.of(
            "String", STR,
            "integer", INT,
            "float", FLOAT,
            "Bigint", INT,
            "Boolean", BOOL,
            "dict", DICT,
            "array", LIST,
            "any", STR);

    /**
     * Returns the type that a function's description means.
     *
     * @throws UnjudgedException if the language has no type of that name that can be judged
     */
    static Kind named(String type, Language language) {
        Map<String, Kind> types = switch (language) {
            case PYTHON -> PYTHON;
            case JAVA -> JAVA;
            case JAVASCRIPT -> JAVASCRIPT;
        };
        Kind kind = types.get(type);
        if (kind == null) {
            throw new UnjudgedException("type %s of %s".formatted(type, language));
        }
        return kind;
    }

    /** Returns the type of a value. */
    static Kind of(@Nullable Object value) {
        return switch (value) {
            case null -> NONE;
            case String _ -> STR;
            case Boolean _ -> BOOL;
            case Double _ -> FLOAT;
            case Number _ -> INT;
            case List<?> _ -> LIST;
            default -> DICT;
        };
    }
}
