package org.menura.world.service.python;

import org.jspecify.annotations.Nullable;
import org.menura.format.python.Python;

/** The calculator of τ-bench's tools: Python's {@code str(round(float(eval(expression)), 2))}. */
public final class Calculator {
    private static final String ALPHABET = "0123456789+-*/(). ";

    private Calculator() {}

    /** Returns whether an expression consists of digits, operators, parentheses, points and blanks. */
    public static boolean isClean(@Nullable Object expression) {
        return PythonContainers.iterate(expression).stream().allMatch(c -> PythonContainers.contains(ALPHABET, c));
    }

    /**
     * Evaluates an expression and rounds it to two decimals.
     *
     * @throws PythonError with the message of Python's exception
     */
    public static String evaluate(@Nullable Object expression) {
        if (!(expression instanceof String text)) {
            throw new PythonError("eval() arg 1 must be a string, bytes or code object");
        }
        String stripped = text.stripLeading();
        if (stripped.isEmpty()) {
            throw new PythonError("invalid syntax (<string>, line 0)");
        }
        Object value = ExpressionParser.parse(stripped).value();
        return Python.str(PythonOperators.round(PythonOperators.toFloat(value), 2));
    }
}
