package org.menura.chat.template;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.menura.chat.template.Expr.Comparator;
import org.menura.chat.template.Expr.Operator;
import org.menura.format.python.PythonCharacters;

/** Jinja's built-in tests. */
final class Tests {
    private static final Map<String, Test> TESTS = new HashMap<>();

    static {
        simple("defined", v -> !(v instanceof Undefined));
        simple("undefined", Undefined.class::isInstance);
        simple("none", v -> v == None.NONE);
        simple("boolean", Boolean.class::isInstance);
        simple("true", Boolean.TRUE::equals);
        simple("false", Boolean.FALSE::equals);
        simple("integer", v -> PythonNumbers.isInteger(v) && !(v instanceof Boolean));
        simple("float", Double.class::isInstance);
        simple("number", PythonNumbers::isNumber);
        simple("string", v -> Text.of(v) != null);
        simple("mapping", Dict.class::isInstance);
        simple("sequence", Tests::isSequence);
        simple("iterable", Values::isIterable);
        simple("callable", v -> v instanceof Callable || v instanceof Undefined);
        simple("escaped", Markup.class::isInstance);
        add("odd", Signature.of(), (r, v, a) -> isRemainder(r, v, 2L, 1L));
        add("even", Signature.of(), (r, v, a) -> isRemainder(r, v, 2L, 0L));
        add("divisibleby", Signature.of("num"), (r, v, a) -> isRemainder(r, v, a.get(0), 0L));
        add("lower", Signature.of(), (r, v, a) -> PythonCharacters.isCased(Repr.str(v, r.budget()), false));
        add("upper", Signature.of(), (r, v, a) -> PythonCharacters.isCased(Repr.str(v, r.budget()), true));
        add("sameas", Signature.of("other"), (r, v, a) -> isSame(v, a.get(0)));
        add("filter", Signature.of(), (r, v, a) -> Keys.normal(v) instanceof String name && Filters.get(name) != null);
        add("test", Signature.of(), (r, v, a) -> Keys.normal(v) instanceof String name && get(name) != null);
        add("in", Signature.of("seq"), (r, v, a) -> Comparison.contains(a.get(0), v, r.budget()));
        comparison(Comparator.EQUAL, "==", "eq", "equalto");
        comparison(Comparator.NOT_EQUAL, "!=", "ne");
        comparison(Comparator.LESS, "<", "lt", "lessthan");
        comparison(Comparator.LESS_OR_EQUAL, "<=", "le");
        comparison(Comparator.GREATER, ">", "gt", "greaterthan");
        comparison(Comparator.GREATER_OR_EQUAL, ">=", "ge");
    }

    private Tests() {}

    static @Nullable Test get(String name) {
        return TESTS.get(name);
    }

    private static void add(String name, Signature signature, Test.Body body) {
        TESTS.put(name, new Test(name, signature, body));
    }

    private static void simple(String name, Predicate<Object> predicate) {
        add(name, Signature.of(), (r, v, a) -> predicate.test(v));
    }

    private static void comparison(Comparator comparator, String... names) {
        for (String name : names) {
            add(name, Signature.positional("other"), (r, v, a) -> Comparison.test(comparator, v, a.get(0), r.budget()));
        }
    }

    private static boolean isRemainder(Rendering rendering, Object value, Object divisor, Object remainder) {
        Object found = Operators.apply(Operator.MODULO, value, divisor, rendering.budget());
        return Comparison.equal(found, remainder, rendering.budget());
    }

    private static boolean isSequence(Object value) {
        return value instanceof Undefined u && !u.strict()
                || value instanceof Dict
                || Text.of(value) != null
                || Values.sequence(value) != null;
    }

    /** Identity; values that Python shares or copies at will are the same if they are equal and of one type. */
    private static boolean isSame(Object left, Object right) {
        boolean container = left instanceof List<?> || left instanceof Tuple || left instanceof Namespace;
        return Comparison.isSame(left, right) || !container && left.equals(right);
    }
}
