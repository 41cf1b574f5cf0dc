package org.menura.chat.template;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;

/** Hashing of values: two values that are equal in Python have equal normal forms. */
final class Keys {
    private static final int MAX_DEPTH = 100;
    private static final int MAX_ITEMS = 1000;

    private record TupleKey(List<Object> items) {}

    private record UndefinedKey() {}

    private int items;

    private Keys() {}

    static Object normal(Object value) {
        return value instanceof String ? value : new Keys().normal(value, 0);
    }

    private Object normal(Object value, int depth) {
        if (depth > MAX_DEPTH || ++items > MAX_ITEMS) {
            throw new TemplateException(
                    "A key nests deeper than " + MAX_DEPTH + " levels or has more than " + MAX_ITEMS + " items");
        }
        return switch (value) {
            case Boolean b -> b ? 1L : 0L;
            case Double d -> whole(d);
            case Markup m -> m.text();
            case Undefined u -> {
                u.use();
                yield new UndefinedKey();
            }
            case Tuple t -> {
                List<Object> normals = new ArrayList<>(t.items().size());
                for (Object item : t.items()) {
                    normals.add(normal(item, depth + 1));
                }
                yield new TupleKey(normals);
            }
            case List<?> l -> throw unhashable(value);
            case Dict d -> throw unhashable(value);
            case DictView v -> throw unhashable(value);
            default -> value;
        };
    }

    private static Object whole(double value) {
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
