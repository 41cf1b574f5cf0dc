package org.menura.chat.template;

import java.math.BigInteger;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.menura.format.python.PythonCharacters;
import org.menura.format.python.PythonText;

/** Python's {@code "..." % values}. */
final class PercentFormat {
    private final String format;
    private final Budget budget;
    private final boolean escape;
    private final List<Object> values;
    private final @Nullable Dict named;
    private final StringBuilder out = new StringBuilder();
    private int position;
    private int used;
    private boolean usedNamed;

    private PercentFormat(String format, Object values, boolean escape, Budget budget) {
        this.format = format;
        this.budget = budget;
        this.escape = escape;
        this.values = values instanceof Tuple tuple ? tuple.items() : List.of(values);
        this.named = values instanceof Dict dict ? dict : null;
    }

    static String format(String format, Object values, boolean escape, Budget budget) {
        return new PercentFormat(format, values, escape, budget).run(values);
    }

    private String run(Object argument) {
        while (position < format.length()) {
            int next = format.indexOf('%', position);
            if (next < 0) {
                break;
            }
            append(format.substring(position, next));
            position = next + 1;
            field();
        }
        append(format.substring(position));
        // Python lets a value that can be indexed go unused, in case it is a mapping for named fields.
        boolean single = argument instanceof Dict
                || argument instanceof List<?>
                || argument instanceof Range
                || argument instanceof Undefined;
        if (used < values.size() && !usedNamed && !(single && used == 0)) {
            throw new TemplateException("Not all values were used by the format '%'");
        }
        return out.toString();
    }

    private void append(String text) {
        budget.characters(text.length());
        out.append(text);
    }

    private char next() {
        if (position >= format.length()) {
            throw new TemplateException("A format with '%' is incomplete");
        }
        return format.charAt(position++);
    }

    private Object value() {
        if (used >= values.size()) {
            throw new TemplateException("There are too few values for the format '%'");
        }
        return values.get(used++);
    }

    private void field() {
        Object keyed = null;
        if (position < format.length() && format.charAt(position) == '(') {
            keyed = keyed();
        }
        StringBuilder flags = new StringBuilder();
        char c = next();
        while ("-+ #0".indexOf(c) >= 0) {
            flags.append(c);
            c = next();
        }
        position--;
        long width = number(-1);
        if (width < -1) {
            flags.append('-');
            width = -width;
        }
        long precision = -1;
        if (position < format.length() && format.charAt(position) == '.') {
            position++;
            precision = Math.max(0, number(0));
        }
        c = next();
        if ("hlL".indexOf(c) >= 0) {
            c = next();
        }
        if (c == '%') {
            append("%");
            return;
        }
        Object value = keyed == null ? value() : keyed;
        String sign = "";
        String body = body(c, value, flags.toString(), precision);
        if ("diuoxXeEfFgG".indexOf(c) >= 0) {
            boolean negative = body.startsWith("-");
            body = negative ? body.substring(1) : body;
            sign = negative ? "-" : flags.indexOf("+") >= 0 ? "+" : flags.indexOf(" ") >= 0 ? " " : "";
            if (flags.indexOf("0") >= 0 && flags.indexOf("-") < 0) {
                body = Padding.missing(sign + body, width, "0", budget) + body;
            }
        }
        String padding = Padding.missing(sign + body, width, " ", budget);
        append(flags.indexOf("-") >= 0 ? sign + body + padding : padding + sign + body);
    }

    private Object keyed() {
        int end = position;
        int open = 0;
        do {
            if (end >= format.length()) {
                throw new TemplateException("A format with '%(' has no ')'");
            }
            char c = format.charAt(end++);
            open += c == '(' ? 1 : c == ')' ? -1 : 0;
        } while (open > 0);
        String key = format.substring(position + 1, end - 1);
        position = end;
        usedNamed = true;
        Object value = named == null ? null : named.get(key);
        if (value == null) {
            throw new TemplateException("The format '%(" + key + ")' needs a dict with that key");
        }
        return value;
    }

    private long number(long absent) {
        if (position < format.length() && format.charAt(position) == '*') {
            position++;
            Object value = value();
            if (!PythonNumbers.isInteger(value)) {
                throw new TemplateException("'*' in a format needs an integer");
            }
            return Math.clamp(PythonNumbers.clamp(value), -Integer.MAX_VALUE, Integer.MAX_VALUE);
        }
        int start = position;
        long number = 0;
        while (position < format.length() && Character.digit(format.charAt(position), 10) >= 0) {
            number = Math.min(Integer.MAX_VALUE, number * 10 + Character.digit(format.charAt(position++), 10));
        }
        return position == start ? absent : number;
    }

    private String body(char type, Object value, String flags, long precision) {
        return switch (type) {
            case 's' -> cut(escape ? Markup.escape(value, budget) : Repr.str(value, budget), precision);
            case 'r', 'a' -> cut(Repr.repr(value, budget), precision);
            case 'c' -> character(value);
            case 'd', 'i', 'u' -> digits(integer(value, type), 10, "", precision);
            case 'o' -> digits(integer(value, type), 8, flags.contains("#") ? "0o" : "", precision);
            case 'x' -> digits(integer(value, type), 16, flags.contains("#") ? "0x" : "", precision);
            case 'X' ->
                PythonCharacters.upper(digits(integer(value, type), 16, flags.contains("#") ? "0x" : "", precision));
            case 'e', 'E', 'f', 'F', 'g', 'G' -> real(type, value, flags, precision);
            default -> throw new TemplateException("The format '%" + type + "' is unknown");
        };
    }

    private static String cut(String text, long precision) {
        return precision < 0 || precision >= PythonText.length(text)
                ? text
                : PythonText.slice(text, 0, (int) precision);
    }

    private static String character(Object value) {
        String text = Text.of(value);
        if (text != null && PythonText.length(text) == 1) {
            return text;
        }
        if (PythonNumbers.isInteger(value)
                && PythonNumbers.clamp(value) >= 0
                && PythonNumbers.clamp(value) <= Character.MAX_CODE_POINT) {
            return Character.toString((int) PythonNumbers.clamp(value));
        }
        throw new TemplateException("A format for one character needs it or its code point");
    }

    private static BigInteger integer(Object value, char type) {
        boolean decimal = "diu".indexOf(type) >= 0;
        if (PythonNumbers.isInteger(value)) {
            return PythonNumbers.big(value);
        }
        if (decimal && value instanceof Double d) {
            return PythonNumbers.big(PythonNumbers.truncate(d));
        }
        Undefined.check(value);
        throw new TemplateException(
                "The format '%" + type + "' needs a number, not a value of type " + Values.typeName(value));
    }

    private static String digits(BigInteger value, int radix, String prefix, long precision) {
        RealFormat.checkPrecision(precision);
        String digits = value.abs().toString(radix);
        String zeros = "0".repeat((int) Math.max(0, precision - digits.length()));
        return (value.signum() < 0 ? "-" : "") + prefix + zeros + digits;
    }

    private static String real(char type, Object value, String flags, long precision) {
        RealFormat.checkPrecision(precision);
        if (!PythonNumbers.isNumber(value)) {
            Undefined.check(value);
            throw new TemplateException(
                    "The format '%" + type + "' needs a number, not a value of type " + Values.typeName(value));
        }
        double number = PythonNumbers.toDouble(value);
        String sign = Math.copySign(1, number) < 0 && !Double.isNaN(number) ? "-" : "";
        return sign + RealFormat.format(number, type, precision < 0 ? 6 : (int) precision, flags.contains("#"));
    }
}
