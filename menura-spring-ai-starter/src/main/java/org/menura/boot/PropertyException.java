package org.menura.boot;

import java.io.UncheckedIOException;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.menura.format.FormatException;

/** Says which property has a value that nothing can be made of. */
final class PropertyException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final String property;

    private PropertyException(String property, String message, @Nullable Throwable cause) {
        super(message, cause);
        this.property = property;
    }

    String property() {
        return property;
    }

    /** Makes something of a property's value. */
    static <V, T> T use(String property, @Nullable V value, Function<V, T> maker) {
        if (value == null) {
            throw new PropertyException(property, property + " is empty", null);
        }
        try {
            return maker.apply(value);
        } catch (UncheckedIOException | FormatException | IllegalArgumentException e) {
            throw new PropertyException(property, "%s = %s: %s".formatted(property, value, e.getMessage()), e);
        }
    }
}
