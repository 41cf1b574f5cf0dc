package org.menura.world.service.python;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.menura.format.python.Python;
import org.menura.format.python.PythonCharacters;
import org.menura.format.python.PythonText;
import org.menura.format.python.PythonTuple;

/**
 * Python's operators and built-in functions on values of any type, with the exceptions and messages of CPython 3.12: None is
 * null, an int a {@link Long} or {@link BigInteger}, a float a {@link Double}, a list a {@link List}, a dict a {@link Map}.
 */
public final class PythonOperators {
    /** The value {@code ...}. */
    static final Object ELLIPSIS = new Object();

    private static final int MAX_ITEMS = 1 << 24;

    private PythonOperators() {}

    /** Copies a JSON value of any reader into these types; lists and dicts of the copy may be changed. */
    public static @Nullable Object copy(@Nullable Object value) {
        return switch (value) {
            case Map<?, ?> map -> {
                Map<String, @Nullable Object> dict = new LinkedHashMap<>();
                map.forEach((key, of) -> dict.put(String.valueOf(key), copy(of)));
                yield dict;
            }
            case List<?> list -> {
                List<@Nullable Object> items = new ArrayList<>(list.size());
                list.forEach(of -> items.add(copy(of)));
                yield items;
            }
            case JsonNode json -> copy(Python.fromJson(json));
            case BigInteger big -> PythonNumbers.integer(big);
            case BigDecimal decimal -> decimal.doubleValue();
            case Float f -> f.doubleValue();
            case Integer number -> number.longValue();
            case null, default -> value;
        };
    }

    /** Returns the name of a value's type. */
    public static String type(@Nullable Object value) {
        return switch (value) {
            case null -> "NoneType";
            case Boolean _ -> "bool";
            case Long _, BigInteger _ -> "int";
            case Double _ -> "float";
            case PythonComplex _ -> "complex";
            case String _ -> "str";
            case PythonTuple _ -> "tuple";
            case List<?> _ -> "list";
            case Map<?, ?> _ -> "dict";
            default -> value == ELLIPSIS ? "ellipsis" : "object";
        };
    }

    /** Computes {@code a op b} for +, -, *, /, // and **; {@code +=} and {@code -=} differ in messages only. */
    public static Object binary(String operator, @Nullable Object a, @Nullable Object b) {
        String op = operator.endsWith("=") ? operator.substring(0, operator.length() - 1) : operator;
        Object result = null;
        if (a != null && b != null && PythonNumbers.isNumber(a) && PythonNumbers.isNumber(b)) {
            result = PythonNumbers.binary(op, a, b);
        } else if (op.equals("+")) {
            result = concatenated(a, b);
        } else if (op.equals("*")) {
            result = isSequence(a)
                    ? repeated(Objects.requireNonNull(a), b)
                    : isSequence(b) ? repeated(Objects.requireNonNull(b), a) : null;
        }
        if (result == null) {
            throw new PythonError("unsupported operand type(s) for %s: '%s' and '%s'"
                    .formatted(op.equals("**") ? "** or pow()" : operator, type(a), type(b)));
        }
        return result;
    }

    private static boolean isSequence(@Nullable Object value) {
        return value instanceof String || value instanceof List<?> || value instanceof PythonTuple;
    }

    private static @Nullable Object concatenated(@Nullable Object a, @Nullable Object b) {
        if (a instanceof String left && b instanceof String right) {
            return left + right;
        }
        if (a instanceof List<?> left && b instanceof List<?> right) {
            List<@Nullable Object> all = new ArrayList<>(left);
            all.addAll(right);
            return all;
        }
        if (a instanceof PythonTuple left && b instanceof PythonTuple right) {
            List<@Nullable Object> all = new ArrayList<>(left.items());
            all.addAll(right.items());
            return new PythonTuple(all);
        }
        if (isSequence(a)) {
            throw new PythonError("can only concatenate %s (not \"%s\") to %s".formatted(type(a), type(b), type(a)));
        }
        return null;
    }

    private static Object repeated(Object sequence, @Nullable Object times) {
        if (times == null || !PythonNumbers.isInt(times)) {
            throw new PythonError("can't multiply sequence by non-int of type '" + type(times) + "'");
        }
        int length = sequence instanceof String text
                ? text.length()
                : items(sequence).size();
        BigInteger count = PythonNumbers.big(times).max(BigInteger.ZERO);
        if (count.multiply(BigInteger.valueOf(length)).compareTo(BigInteger.valueOf(MAX_ITEMS)) > 0) {
            throw new PythonError("");
        }
        int n = length == 0 ? 0 : count.intValueExact();
        if (sequence instanceof String text) {
            return text.repeat(n);
        }
        List<@Nullable Object> all = new ArrayList<>();
        for (int i = 0; i < n; i++) {
            all.addAll(items(sequence));
        }
        return sequence instanceof PythonTuple ? new PythonTuple(all) : all;
    }

    private static List<? extends @Nullable Object> items(@Nullable Object sequence) {
        return sequence instanceof PythonTuple tuple ? tuple.items() : (List<?>) Objects.requireNonNull(sequence);
    }

    /** Computes {@code +value} or {@code -value}. */
    public static Object unary(String op, @Nullable Object value) {
        if (value == null || !PythonNumbers.isNumber(value)) {
            throw new PythonError("bad operand type for unary %s: '%s'".formatted(op, type(value)));
        }
        return PythonNumbers.unary(op, value);
    }

    /** Computes {@code abs(value)}. */
    public static Object abs(@Nullable Object value) {
        if (value == null || !PythonNumbers.isReal(value)) {
            throw new PythonError("bad operand type for abs(): '" + type(value) + "'");
        }
        return value instanceof Double d
                ? (Object) Math.abs(d)
                : PythonNumbers.integer(PythonNumbers.big(value).abs());
    }

    /** Computes {@code round(value, digits)}. */
    public static Object round(@Nullable Object value, int digits) {
        if (value == null || !PythonNumbers.isReal(value)) {
            throw new PythonError("type " + type(value) + " doesn't define __round__ method");
        }
        return PythonNumbers.round(value, digits);
    }

    /** Computes {@code float(value)} of a number. */
    static double toFloat(@Nullable Object value) {
        if (value == null || !PythonNumbers.isReal(value)) {
            throw new PythonError("float() argument must be a string or a real number, not '" + type(value) + "'");
        }
        return PythonNumbers.real(value);
    }

    /** Computes {@code sum(items)}. */
    public static @Nullable Object sum(List<? extends @Nullable Object> items) {
        return PythonNumbers.sum(items);
    }

    /** Computes {@code max(0, value)}. */
    public static Object notNegative(@Nullable Object value) {
        return less(">", value, 0L) ? Objects.requireNonNull(value) : 0L;
    }

    /** Computes {@code a == b}. */
    public static boolean equal(@Nullable Object a, @Nullable Object b) {
        if (a == null || b == null) {
            return a == b;
        }
        if (PythonNumbers.isReal(a) && PythonNumbers.isReal(b)) {
            Integer order = PythonNumbers.compare(a, b);
            return order != null && order == 0;
        }
        if (a instanceof List<?> left && b instanceof List<?> right) {
            if (left.size() != right.size()) {
                return false;
            }
            for (int i = 0; i < left.size(); i++) {
                if (!equal(left.get(i), right.get(i))) {
                    return false;
                }
            }
            return true;
        }
        if (a instanceof Map<?, ?> left && b instanceof Map<?, ?> right) {
            return left.size() == right.size()
                    && left.entrySet().stream()
                            .allMatch(e -> right.containsKey(e.getKey()) && equal(e.getValue(), right.get(e.getKey())));
        }
        return a.equals(b);
    }

    /** Computes {@code a < b} or {@code a > b}. */
    public static boolean less(String op, @Nullable Object a, @Nullable Object b) {
        boolean smaller = op.equals("<");
        if (a != null && b != null && PythonNumbers.isReal(a) && PythonNumbers.isReal(b)) {
            Integer order = PythonNumbers.compare(a, b);
            return order != null && (smaller ? order < 0 : order > 0);
        }
        if (a instanceof String left && b instanceof String right) {
            int order = PythonText.compare(left, right);
            return smaller ? order < 0 : order > 0;
        }
        if (a instanceof List<?> left && b instanceof List<?> right) {
            for (int i = 0; i < Math.min(left.size(), right.size()); i++) {
                if (!equal(left.get(i), right.get(i))) {
                    return less(op, left.get(i), right.get(i));
                }
            }
            return smaller ? left.size() < right.size() : left.size() > right.size();
        }
        throw new PythonError("'%s' not supported between instances of '%s' and '%s'".formatted(op, type(a), type(b)));
    }

    /** Computes {@code value.lower()}. */
    public static String lower(@Nullable Object value) {
        if (!(value instanceof String text)) {
            throw new PythonError("'" + type(value) + "' object has no attribute 'lower'");
        }
        return PythonCharacters.lower(text);
    }

    /** Computes {@code int(value)} of a string. */
    public static Object toInt(@Nullable Object value) {
        if (!(value instanceof String text)) {
            throw new PythonError(
                    "int() argument must be a string, a bytes-like object or a real number, not '" + type(value) + "'");
        }
        String digits = PythonText.strip(text);
        boolean signed = digits.startsWith("-") || digits.startsWith("+");
        String number = signed ? digits.substring(1) : digits;
        if (number.isEmpty() || !PythonCharacters.all(number, PythonCharacters::isDecimal)) {
            throw new PythonError("invalid literal for int() with base 10: " + Python.repr(text));
        }
        StringBuilder plain = new StringBuilder();
        number.codePoints().forEach(c -> plain.append(Character.digit(c, 10)));
        return PythonNumbers.integer(new BigInteger((digits.startsWith("-") ? "-" : "") + plain));
    }
}
