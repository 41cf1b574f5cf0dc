package org.menura.eval.task.function;

import org.jspecify.annotations.Nullable;
import org.menura.format.FormatException;
import org.menura.format.python.Python;
import org.menura.format.python.PythonText;

/** Python's {@code int(value)} and {@code float(value)}. */
public final class PythonNumbers {
    private PythonNumbers() {}

    /**
     * Makes a whole number of a number or of a text.
     *
     * @throws FormatException if the value is none
     */
    public static long integer(@Nullable Object value) {
        try {
            return switch (value) {
                case Long n -> n;
                case Integer n -> n;
                case Boolean b -> b ? 1 : 0;
                case Double d when Double.isFinite(d) -> d.longValue();
                case String s ->
                    Long.parseLong(PythonFloats.digits(PythonText.strip(s)).replace("_", ""));
                case null, default -> throw new FormatException(Python.repr(value) + " is no whole number");
            };
        } catch (NumberFormatException e) {
            throw new FormatException(Python.repr(value) + " is no whole number", e);
        }
    }

    /**
     * Makes a number of a number or of a text.
     *
     * @throws FormatException if the value is none
     */
    public static double real(@Nullable Object value) {
        Double number = switch (value) {
            case Boolean b -> b ? 1.0 : 0.0;
            case Number n -> n.doubleValue();
            case String s -> PythonFloats.parse(s);
            case null, default -> null;
        };
        if (number == null) {
            throw new FormatException(Python.repr(value) + " is no number");
        }
        return number;
    }
}
