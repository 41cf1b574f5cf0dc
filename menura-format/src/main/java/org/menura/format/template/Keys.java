package org.menura.format.template;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.List;

/** Hashing of values: two values that are equal in Python have equal normal forms. */
final class Keys {
    private static final int MAX_DEPTH = 100;

    private record TupleKey(List<Object> items) {}

    private record UndefinedKey() {}

    private Keys() {}

    static Object normal(Object value) {
        return normal(value, 0);
    }

    private static Object normal(Object value, int depth) {
        if (depth > MAX_DEPTH) {
            throw new TemplateException("A key nests deeper than " + MAX_DEPTH + " levels");
        }
        return switch (value) {
            case Boolean b -> b ? 1L : 0L;
            case Double d -> normal(d);
            case Markup m -> m.text();
            case Undefined u -> new UndefinedKey();
            case Tuple t -> new TupleKey(
                    t.items().stream().map(i -> normal(i, depth + 1)).toList());
            case List<?> l -> throw unhashable(value);
            case Dict d -> throw unhashable(value);
            case DictView v -> throw unhashable(value);
            default -> value;
        };
    }

    private static Object normal(double value) {
        if (value != Math.rint(value) || Double.isInfinite(value)) {
            return value;
        }
        BigInteger integer = new BigDecimal(value).toBigIntegerExact();
        return integer.bitLength() < Long.SIZE ? (Object) integer.longValue() : integer;
    }

    private static TemplateException unhashable(Object value) {
        return new TemplateException("A value of type " + Values.typeName(value) + " cannot be a key");
    }
}
