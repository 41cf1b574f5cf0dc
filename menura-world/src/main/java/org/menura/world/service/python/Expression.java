package org.menura.world.service.python;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.menura.format.python.Python;
import org.menura.format.python.PythonTuple;

/** A parsed Python expression. */
sealed interface Expression {
    /** A number, {@code ...} or {@code ()}. */
    record Literal(Object value) implements Expression {}

    /** An operator before its operand. */
    record Unary(String op, Expression of) implements Expression {}

    /** An operator between its operands. */
    record Binary(String op, Expression left, Expression right) implements Expression {}

    /** A call: each argument with {@code *}, {@code **} or nothing before it. */
    record Call(Expression function, List<Argument> arguments) implements Expression {}

    /** An argument of a call. */
    record Argument(String stars, Expression value) {}

    /** Evaluates the expression. */
    default @Nullable Object value() {
        return switch (this) {
            case Literal(Object value) -> value;
            case Unary(String op, Expression of) -> PythonOperators.unary(op, of.value());
            case Binary(String op, Expression left, Expression right) -> {
                Object a = left.value();
                yield PythonOperators.binary(op, a, right.value());
            }
            case Call(Expression function, List<Argument> arguments) -> call(function.value(), arguments);
        };
    }

    private static Object call(@Nullable Object function, List<Argument> arguments) {
        for (Argument argument : arguments) {
            Object value = argument.value.value();
            if (argument.stars.equals("*") && !(value instanceof PythonTuple)) {
                throw new PythonError("%s argument after * must be an iterable, not %s"
                        .formatted(text(function), PythonOperators.type(value)));
            }
            if (argument.stars.equals("**")) {
                throw new PythonError("%s argument after ** must be a mapping, not %s"
                        .formatted(text(function), PythonOperators.type(value)));
            }
        }
        throw new PythonError("'" + PythonOperators.type(function) + "' object is not callable");
    }

    private static String text(@Nullable Object function) {
        return function == PythonOperators.ELLIPSIS ? "Ellipsis" : Python.str(function);
    }
}
