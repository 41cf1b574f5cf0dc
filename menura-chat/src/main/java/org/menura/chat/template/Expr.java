package org.menura.chat.template;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** An expression. */
sealed interface Expr {
    record Literal(Object value) implements Expr {}

    record Name(String name) implements Expr {}

    record ListLiteral(List<Expr> items) implements Expr {}

    record TupleLiteral(List<Expr> items) implements Expr {}

    record DictLiteral(List<Pair> pairs) implements Expr {}

    record Pair(Expr key, Expr value) {}

    /** {@code target.name}: Python's attribute, else the item. */
    record Attribute(Expr target, String name) implements Expr {}

    /** {@code target[key]}: the item, else Python's attribute. */
    record Item(Expr target, Expr key) implements Expr {}

    record Slice(
            Expr target,
            @Nullable Expr start,
            @Nullable Expr stop,
            @Nullable Expr step) implements Expr {}

    record Call(Expr callee, CallArguments arguments, int line) implements Expr {}

    /** {@code filter} is null where the name is unknown; that is an error only once it is applied. */
    record FilterCall(Expr input, String name, @Nullable Filter filter, CallArguments arguments, int line)
            implements Expr {}

    /** {@code test} is null where the name is unknown; that is an error only once it is applied. */
    record TestCall(Expr input, String name, @Nullable Test test, CallArguments arguments, int line) implements Expr {}

    record Not(Expr operand) implements Expr {}

    record Negate(Expr operand) implements Expr {}

    record Plus(Expr operand) implements Expr {}

    record Binary(Operator operator, Expr left, Expr right) implements Expr {}

    /** {@code a ~ b ~ c}. */
    record Concat(List<Expr> parts) implements Expr {}

    /** {@code first op a op b ...}: true if each neighbouring pair compares so. */
    record Compare(Expr first, List<Operand> rest) implements Expr {}

    record Operand(Comparator comparator, Expr expr) {}

    record And(Expr left, Expr right) implements Expr {}

    record Or(Expr left, Expr right) implements Expr {}

    record Conditional(Expr test, Expr then, @Nullable Expr otherwise) implements Expr {}

    /** Arguments of a call: {@code f(positional, name=keyword, *spread, **spreadKeywords)}. */
    record CallArguments(
            List<Expr> positional,
            List<Keyword> keywords,
            @Nullable Expr spread,
            @Nullable Expr spreadKeywords) {
        static final CallArguments NONE = new CallArguments(List.of(), List.of(), null, null);
    }

    record Keyword(String name, Expr value) {}

    enum Operator {
        ADD,
        SUBTRACT,
        MULTIPLY,
        DIVIDE,
        FLOOR_DIVIDE,
        MODULO,
        POWER
    }

    enum Comparator {
        EQUAL,
        NOT_EQUAL,
        LESS,
        LESS_OR_EQUAL,
        GREATER,
        GREATER_OR_EQUAL,
        IN,
        NOT_IN
    }
}
