package org.menura.chat.template;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.menura.chat.template.Expr.Operator;
import org.menura.format.python.PythonCharacters;
import org.menura.format.python.PythonText;

/** Filters for numbers. */
final class NumberFilters {
    private static final Pattern REAL =
            Pattern.compile("[+-]?(?:\\d[\\d_]*+(?:\\.[\\d_]*+)?|\\.\\d[\\d_]*+)(?:[eE][+-]?\\d[\\d_]*+)?");
    private static final Pattern MISPLACED_UNDERSCORE = Pattern.compile("(?<!\\d)_|_(?!\\d)");
    private static final List<String> UNITS = List.of("k", "M", "G", "T", "P", "E", "Z", "Y");
    private static final int MAX_ROUNDING = 400;

    private NumberFilters() {}

    static void define(Filters.Registry filters) {
        filters.add("int", Signature.of("default?", "base?"), (r, v, a) -> integer(v, a));
        filters.add("float", Signature.of("default?"), (r, v, a) -> {
            Double value = real(v);
            return value == null ? a.get(0, 0.0) : value;
        });
        filters.add("abs", Signature.positional(), (r, v, a) -> absolute(v));
        filters.add("round", Signature.of("precision?", "method?"), (r, v, a) -> round(v, a));
        filters.add("filesizeformat", Signature.of("binary?"), (r, v, a) -> fileSize(v, a.truth(0, false)));
    }

    private static Object absolute(Object value) {
        if (!PythonNumbers.isNumber(value)) {
            Undefined.check(value);
            throw new TemplateException("A value of type " + Values.typeName(value) + " has no absolute value");
        }
        return value instanceof Double d
                ? (Object) Math.abs(d)
                : PythonNumbers.normal(PythonNumbers.big(value).abs());
    }

    private static Object integer(Object value, BoundArguments arguments) {
        Object fallback = arguments.get(0, 0L);
        String text = Text.of(value);
        if (text != null) {
            Object base = arguments.get(1, 10L);
            Object parsed =
                    PythonNumbers.isInteger(base) ? parse(text, Math.clamp(PythonNumbers.clamp(base), -1, 37)) : null;
            if (parsed != null) {
                return parsed;
            }
            Double real = real(text);
            return real == null || real.isNaN() || real.isInfinite() ? fallback : PythonNumbers.truncate(real);
        }
        if (value instanceof Double d) {
            return d.isNaN() ? fallback : PythonNumbers.truncate(d);
        }
        Undefined.check(value);
        return PythonNumbers.isInteger(value) ? PythonNumbers.normal(PythonNumbers.big(value)) : fallback;
    }

    /** Python's {@code int(text, base)}; null where it fails. */
    private static @Nullable Object parse(String text, int base) {
        if (base != 0 && (base < 2 || base > 36)) {
            return null;
        }
        String digits = PythonText.strip(text, null, true, true).toLowerCase(Locale.ROOT);
        boolean negative = digits.startsWith("-");
        digits = negative || digits.startsWith("+") ? digits.substring(1) : digits;
        int radix = base == 0 ? 10 : base;
        int prefix = digits.startsWith("0x") ? 16 : digits.startsWith("0o") ? 8 : digits.startsWith("0b") ? 2 : 0;
        boolean prefixed = prefix != 0 && (base == 0 || base == prefix);
        if (prefixed) {
            radix = prefix;
            digits = digits.substring(digits.startsWith("_", 2) ? 3 : 2);
        }
        int used = radix;
        boolean legal = !digits.isEmpty()
                && !digits.startsWith("_")
                && !digits.endsWith("_")
                && !digits.contains("__")
                && digits.codePoints().allMatch(c -> c == '_' || Character.digit(c, used) >= 0);
        boolean leadingZero = base == 0 && !prefixed && digits.startsWith("0") && !digits.matches("[0_]++");
        if (!legal || leadingZero) {
            return null;
        }
        Object parsed = PythonNumbers.parse(digits, radix);
        return negative ? Operators.negate(parsed) : parsed;
    }

    /** Python's {@code float(value)}; null where it fails. */
    private static @Nullable Double real(Object value) {
        if (PythonNumbers.isNumber(value)) {
            return PythonNumbers.toDouble(value);
        }
        Undefined.check(value);
        String text = Text.of(value);
        if (text == null) {
            return null;
        }
        String number = PythonText.strip(text, null, true, true).toLowerCase(Locale.ROOT);
        String plain = number.startsWith("-") || number.startsWith("+") ? number.substring(1) : number;
        double sign = number.startsWith("-") ? -1 : 1;
        return switch (plain) {
            case "inf", "infinity" -> sign * Double.POSITIVE_INFINITY;
            case "nan" -> Double.NaN;
            default ->
                REAL.matcher(number).matches()
                                && !MISPLACED_UNDERSCORE.matcher(number).find()
                        ? Double.valueOf(number.replace("_", ""))
                        : null;
        };
    }

    private static Object round(Object value, BoundArguments arguments) {
        long precision = arguments.integer(0, 0);
        String method = arguments.text(1, "common");
        if (!List.of("common", "ceil", "floor").contains(method)) {
            throw new TemplateException("The filter 'round' knows the methods common, ceil and floor");
        }
        if (!PythonNumbers.isNumber(value)) {
            Undefined.check(value);
            throw new TemplateException("A value of type " + Values.typeName(value) + " cannot be rounded");
        }
        int digits = Math.clamp(precision, -MAX_ROUNDING, MAX_ROUNDING);
        if (method.equals("common")) {
            return value instanceof Double d ? (Object) roundReal(d, digits) : roundInteger(value, digits);
        }
        Object power = PythonNumbers.apply(Operator.POWER, 10L, (long) digits);
        double scaled = PythonNumbers.toDouble(PythonNumbers.apply(Operator.MULTIPLY, value, power));
        Object whole = PythonNumbers.truncate(method.equals("ceil") ? Math.ceil(scaled) : Math.floor(scaled));
        return PythonNumbers.apply(Operator.DIVIDE, whole, power);
    }

    private static double roundReal(double value, int digits) {
        if (Double.isNaN(value) || Double.isInfinite(value)) {
            return value;
        }
        double rounded =
                new BigDecimal(value).setScale(digits, RoundingMode.HALF_EVEN).doubleValue();
        return rounded == 0 ? Math.copySign(0.0, value) : rounded;
    }

    private static Object roundInteger(Object value, int digits) {
        BigInteger integer = PythonNumbers.big(value);
        return PythonNumbers.normal(
                digits >= 0
                        ? integer
                        : new BigDecimal(integer)
                                .setScale(digits, RoundingMode.HALF_EVEN)
                                .toBigInteger());
    }

    private static String fileSize(Object value, boolean binary) {
        Double size = real(value);
        if (size == null) {
            throw new TemplateException("The filter 'filesizeformat' needs a number");
        }
        double base = binary ? 1024 : 1000;
        if (size == 1) {
            return "1 Byte";
        }
        if (size < base) {
            return PythonNumbers.truncate(size) + " Bytes";
        }
        double unit = base;
        String prefix = UNITS.getLast();
        for (String name : UNITS) {
            unit *= base;
            prefix = name;
            if (size < unit) {
                break;
            }
        }
        String suffix = binary ? PythonCharacters.upper(prefix) + "iB" : prefix + "B";
        double amount = base * size / unit;
        return (amount < 0 ? "-" : "") + RealFormat.format(amount, 'f', 1, false) + " " + suffix;
    }
}
