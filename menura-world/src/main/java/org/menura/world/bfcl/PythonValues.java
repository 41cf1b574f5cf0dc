package org.menura.world.bfcl;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.menura.eval.task.function.PythonFloats;
import org.menura.format.python.PythonText;

/** JSON values as Python has them: equality, numbers from texts. */
final class PythonValues {
    private static final Pattern INTEGER = Pattern.compile("[-+]?[0-9]+(?:_[0-9]+)*");
    /** Python refuses to read longer integers. */
    private static final int MOST_DIGITS = 4300;

    private PythonValues() {}

    /** Returns a value with whole numbers as long or big integers, and others as doubles. */
    static @Nullable Object plain(@Nullable Object value) {
        return switch (value) {
            case Integer i -> i.longValue();
            case Short s -> s.longValue();
            case Byte b -> b.longValue();
            case BigInteger b when b.bitLength() < Long.SIZE -> b.longValue();
            case Float f -> f.doubleValue();
            case BigDecimal d -> d.doubleValue();
            case Map<?, ?> map -> {
                Map<String, @Nullable Object> out = new LinkedHashMap<>();
                map.forEach((key, item) -> out.put(String.valueOf(key), plain(item)));
                yield out;
            }
            case List<?> list -> {
                List<@Nullable Object> out = new ArrayList<>();
                list.forEach(item -> out.add(plain(item)));
                yield out;
            }
            case null, default -> value;
        };
    }

    /** Whether two values are equal: numbers by their value, and truth values are numbers. */
    static boolean equal(@Nullable Object a, @Nullable Object b) {
        if (isNumber(a) && isNumber(b)) {
            return equalNumbers(number(a), number(b));
        }
        if (a instanceof List<?> first && b instanceof List<?> second) {
            if (first.size() != second.size()) {
                return false;
            }
            for (int i = 0; i < first.size(); i++) {
                if (!equal(first.get(i), second.get(i))) {
                    return false;
                }
            }
            return true;
        }
        if (a instanceof Map<?, ?> first && b instanceof Map<?, ?> second) {
            return first.size() == second.size()
                    && first.entrySet().stream()
                            .allMatch(
                                    e -> second.containsKey(e.getKey()) && equal(e.getValue(), second.get(e.getKey())));
        }
        return a == null ? b == null : a.equals(b);
    }

    private static boolean isNumber(@Nullable Object value) {
        return value instanceof Number || value instanceof Boolean;
    }

    private static Number number(@Nullable Object value) {
        return value instanceof Number n ? n : Boolean.TRUE.equals(value) ? 1L : 0L;
    }

    private static boolean equalNumbers(Number a, Number b) {
        if (a instanceof Double || b instanceof Double) {
            double x = a.doubleValue();
            double y = b.doubleValue();
            return Double.isFinite(x) && Double.isFinite(y) ? exact(a).compareTo(exact(b)) == 0 : x == y;
        }
        return exact(a).compareTo(exact(b)) == 0;
    }

    private static BigDecimal exact(Number number) {
        return switch (number) {
            case Double d -> new BigDecimal(d);
            case BigInteger b -> new BigDecimal(b);
            default -> BigDecimal.valueOf(number.longValue());
        };
    }

    /** Whether a list holds a value. */
    static boolean holds(List<? extends @Nullable Object> list, @Nullable Object value) {
        return list.stream().anyMatch(item -> equal(item, value));
    }

    /** Returns {@code int(text)}; null where it is an error. */
    static @Nullable Number integer(String text) {
        String plain = PythonFloats.digits(PythonText.strip(text));
        if (!INTEGER.matcher(plain).matches()) {
            return null;
        }
        String digits = plain.replace("_", "");
        if (digits.length() > MOST_DIGITS) {
            return null;
        }
        return (Number) plain(new BigInteger(digits.startsWith("+") ? digits.substring(1) : digits));
    }

    /** Returns a text as the number that {@code int} or else {@code float} reads; itself where they read none. */
    static Object numberOrText(String text) {
        Number whole = integer(text);
        if (whole != null) {
            return whole;
        }
        Double number = PythonFloats.parse(text);
        return number != null ? number : text;
    }
}
