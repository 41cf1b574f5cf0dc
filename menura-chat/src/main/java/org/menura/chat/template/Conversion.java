package org.menura.chat.template;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Copies Java values into a template's values, so that nothing else can reach it. */
final class Conversion {
    private static final int MAX_DEPTH = 400;

    private Conversion() {}

    static Object fromJava(@Nullable Object value) {
        return convert(value, 0);
    }

    private static Object convert(@Nullable Object value, int depth) {
        if (depth > MAX_DEPTH) {
            throw new TemplateException("The data given to the template nests deeper than " + MAX_DEPTH + " levels");
        }
        return switch (value) {
            case null -> None.NONE;
            case String s -> s;
            case Boolean b -> b;
            case Byte n -> n.longValue();
            case Short n -> n.longValue();
            case Integer n -> n.longValue();
            case Long n -> n;
            case BigInteger n -> PythonNumbers.normal(n);
            case Float n -> n.doubleValue();
            case Double n -> n;
            case BigDecimal n -> n.doubleValue();
            case Map<?, ?> map -> {
                Dict dict = new Dict();
                map.forEach((k, v) -> dict.put(convert(k, depth + 1), convert(v, depth + 1)));
                yield dict;
            }
            case List<?> list -> {
                List<Object> copy = new ArrayList<>(list.size());
                list.forEach(item -> copy.add(convert(item, depth + 1)));
                yield copy;
            }
            default ->
                throw new TemplateException("The template was given a value of the unsupported Java type "
                        + value.getClass().getName() + "; use strings, numbers, booleans, null, lists and maps");
        };
    }
}
