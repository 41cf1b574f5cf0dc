package org.menura.mcp.tool;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/** The arguments of a call. */
final class Arguments {
    private final Map<String, Object> values;

    /**
     * Takes arguments.
     *
     * @throws IllegalArgumentException if one is missing, or one is not among the parameters
     */
    Arguments(@Nullable Map<String, Object> given, Parameters parameters) {
        this.values = given == null ? Map.of() : given;
        for (String name : values.keySet()) {
            if (!parameters.names().contains(name)) {
                throw new IllegalArgumentException(
                        "there is no argument %s; there are %s".formatted(name, String.join(", ", parameters.names())));
            }
        }
        for (String name : parameters.required()) {
            if (values.get(name) == null) {
                throw new IllegalArgumentException("the argument %s is missing".formatted(name));
            }
        }
    }

    String text(String name) {
        return optionalText(name).orElseThrow(() -> wrong(name, "a string"));
    }

    Optional<String> optionalText(String name) {
        return switch (values.get(name)) {
            case null -> Optional.empty();
            case String text -> Optional.of(text);
            default -> throw wrong(name, "a string");
        };
    }

    OptionalInt integer(String name, int least) {
        return switch (values.get(name)) {
            case null -> OptionalInt.empty();
            case Number n when n.doubleValue() == n.intValue() && n.intValue() >= least -> OptionalInt.of(n.intValue());
            default -> throw wrong(name, "an integer of at least " + least);
        };
    }

    OptionalDouble number(String name) {
        return switch (values.get(name)) {
            case null -> OptionalDouble.empty();
            case Number n -> OptionalDouble.of(n.doubleValue());
            default -> throw wrong(name, "a number");
        };
    }

    /** Reads a list of strings; empty if it is not there. */
    List<String> texts(String name) {
        Object value = values.get(name);
        if (value == null) {
            return List.of();
        }
        if (!(value instanceof List<?> list) || !list.stream().allMatch(v -> v instanceof String)) {
            throw wrong(name, "a list of strings");
        }
        return list.stream().map(String::valueOf).toList();
    }

    @Nullable
    Object any(String name) {
        return values.get(name);
    }

    private static IllegalArgumentException wrong(String name, String wanted) {
        return new IllegalArgumentException("the argument %s must be %s".formatted(name, wanted));
    }
}
