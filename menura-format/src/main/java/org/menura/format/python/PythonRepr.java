package org.menura.format.python;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.util.Collection;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.menura.format.FormatException;

/** Renders values as Python's {@code repr} does. */
public final class PythonRepr {
    private static final int MAX_DEPTH = 200;

    private PythonRepr() {}

    static String of(@Nullable Object value) {
        StringBuilder out = new StringBuilder();
        append(out, value, 0);
        return out.toString();
    }

    private static void append(StringBuilder out, @Nullable Object value, int depth) {
        if (depth > MAX_DEPTH) {
            throw new FormatException("A value is nested more than " + MAX_DEPTH + " levels deep.");
        }
        switch (value) {
            case null -> out.append("None");
            case Boolean b -> out.append(b ? "True" : "False");
            case Double d -> out.append(real(d));
            case Float f -> out.append(real(f));
            case Integer i -> out.append(i);
            case Long l -> out.append(l);
            case BigInteger b -> out.append(b);
            case String s -> quote(out, s);
            case PythonTuple t -> items(out, "(", t.items(), t.size() == 1 ? ",)" : ")", depth);
            case Set<?> set when set.isEmpty() -> out.append("set()");
            case Set<?> set -> items(out, "{", set, "}", depth);
            case Collection<?> list -> items(out, "[", list, "]", depth);
            case Map<?, ?> map -> dict(out, map, depth);
            default ->
                throw new FormatException("A value of " + value.getClass().getSimpleName() + " is none of Python's.");
        }
    }

    private static void items(StringBuilder out, String open, Collection<?> items, String close, int depth) {
        out.append(open);
        String separator = "";
        for (Object item : items) {
            append(out.append(separator), item, depth + 1);
            separator = ", ";
        }
        out.append(close);
    }

    private static void dict(StringBuilder out, Map<?, ?> dict, int depth) {
        out.append('{');
        String separator = "";
        for (Map.Entry<?, ?> entry : dict.entrySet()) {
            append(out.append(separator), entry.getKey(), depth + 1);
            append(out.append(": "), entry.getValue(), depth + 1);
            separator = ", ";
        }
        out.append('}');
    }

    /** Renders a float: the shortest digits that give the same double, with an exponent below 1e-4 and from 1e16 on. */
    public static String real(double value) {
        if (Double.isNaN(value)) {
            return "nan";
        }
        if (Double.isInfinite(value)) {
            return value > 0 ? "inf" : "-inf";
        }
        if (value == 0) {
            return 1 / value < 0 ? "-0.0" : "0.0";
        }
        BigDecimal decimal = shortest(value);
        int exponent = decimal.precision() - decimal.scale() - 1;
        if (exponent >= -4 && exponent < 16) {
            String plain = decimal.toPlainString();
            return plain.indexOf('.') < 0 ? plain + ".0" : plain;
        }
        String digits = decimal.unscaledValue().abs().toString();
        StringBuilder out = new StringBuilder(value < 0 ? "-" : "").append(digits.charAt(0));
        if (digits.length() > 1) {
            out.append('.').append(digits, 1, digits.length());
        }
        out.append('e').append(exponent < 0 ? '-' : '+');
        return out.append(Math.abs(exponent) < 10 ? "0" : "")
                .append(Math.abs(exponent))
                .toString();
    }

    /** Java writes two digits at least, where one may be enough for the smallest doubles. */
    private static BigDecimal shortest(double value) {
        BigDecimal decimal = new BigDecimal(Double.toString(value)).stripTrailingZeros();
        if (decimal.precision() == 2) {
            BigDecimal one = decimal.setScale(decimal.scale() - 1, RoundingMode.HALF_EVEN);
            return one.doubleValue() == value ? one.stripTrailingZeros() : decimal;
        }
        return decimal;
    }

    /** Appends a text in quotes, with escapes for what can't be printed. */
    public static StringBuilder quote(StringBuilder out, String text) {
        char quote = text.indexOf('\'') >= 0 && text.indexOf('"') < 0 ? '"' : '\'';
        out.append(quote);
        text.codePoints().forEach(c -> {
            switch (c) {
                case '\\' -> out.append("\\\\");
                case '\n' -> out.append("\\n");
                case '\r' -> out.append("\\r");
                case '\t' -> out.append("\\t");
                default -> {
                    if (c == quote) {
                        out.append('\\').append(quote);
                    } else if (PythonText.isPrintable(c)) {
                        out.appendCodePoint(c);
                    } else {
                        escape(out, c);
                    }
                }
            }
        });
        return out.append(quote);
    }

    private static void escape(StringBuilder out, int c) {
        int digits = c < 0x100 ? 2 : c < 0x10000 ? 4 : 8;
        hex(out.append(digits == 2 ? "\\x" : digits == 4 ? "\\u" : "\\U"), c, digits);
    }

    /** Appends the last {@code digits} hexadecimal digits of {@code value}, in small letters. */
    public static StringBuilder hex(StringBuilder out, int value, int digits) {
        for (int shift = 4 * (digits - 1); shift >= 0; shift -= 4) {
            out.append(Character.forDigit(value >> shift & 0xf, 16));
        }
        return out;
    }
}
