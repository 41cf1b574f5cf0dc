package org.menura.chat.template;

import java.math.BigInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.menura.format.python.PythonCharacters;
import org.menura.format.python.PythonRepr;
import org.menura.format.python.PythonText;

/**
 * Python's format specification:
 * {@code [[fill]align][sign][#][0][width][grouping][.precision][type]}.
 */
record FormatSpec(
        String fill,
        char align,
        char sign,
        boolean alternate,
        boolean zero,
        int width,
        char grouping,
        int precision,
        char type) {
    private static final Pattern PATTERN = Pattern.compile(
            "(?s)(?:(?<fill>.)?(?<align>[<>=^]))?(?<sign>[-+ ])?(?<alt>#)?(?<zero>0)?(?<width>\\d{1,9})?"
                    + "(?<group>[,_])?(?:\\.(?<precision>\\d{1,9}))?(?<type>[bcdeEfFgGnosxX%])?");

    static String format(Object value, String spec, Budget budget) {
        if (spec.isEmpty()) {
            return Repr.str(value, budget);
        }
        Matcher m = PATTERN.matcher(spec);
        String text = Text.of(value);
        if (!m.matches() || text == null && !PythonNumbers.isNumber(value)) {
            throw new TemplateException(
                    "The format '" + spec + "' does not suit a value of type " + Values.typeName(value));
        }
        FormatSpec parsed = new FormatSpec(
                m.group("fill") == null ? (m.group("zero") == null ? " " : "0") : m.group("fill"),
                first(m.group("align")),
                first(m.group("sign")),
                m.group("alt") != null,
                m.group("zero") != null,
                m.group("width") == null ? 0 : Integer.parseInt(m.group("width")),
                first(m.group("group")),
                m.group("precision") == null ? -1 : Integer.parseInt(m.group("precision")),
                first(m.group("type")));
        return text == null ? parsed.number(value, budget) : parsed.text(text, budget);
    }

    private static char first(@Nullable String group) {
        return group == null || group.isEmpty() ? 0 : group.charAt(0);
    }

    private String text(String text, Budget budget) {
        if (type != 0 && type != 's' || sign != 0 || alternate || grouping != 0 || align == '=') {
            throw new TemplateException("A string cannot be formatted like a number");
        }
        String cut =
                precision < 0 || precision >= PythonText.length(text) ? text : PythonText.slice(text, 0, precision);
        return pad("", cut, align == 0 ? '<' : align, budget);
    }

    private String number(Object value, Budget budget) {
        RealFormat.checkPrecision(precision);
        boolean integer = PythonNumbers.isInteger(value) && (type == 0 || "bcdnoxX".indexOf(type) >= 0);
        if (!integer && type != 0 && "eEfFgGn%".indexOf(type) < 0 || integer && precision >= 0) {
            throw new TemplateException("A number of type " + Values.typeName(value) + " cannot be formatted so");
        }
        if (type == 'c') {
            return pad("", Character.toString(Math.clamp(PythonNumbers.clamp(value), 0, 0x10ffff)), '<', budget);
        }
        String digits = integer ? integer(PythonNumbers.big(value)) : real(PythonNumbers.toDouble(value));
        boolean negative = integer
                ? PythonNumbers.big(value).signum() < 0
                : Math.copySign(1, PythonNumbers.toDouble(value)) < 0 && !PythonNumbers.isNaN(value);
        String prefix = negative ? "-" : sign == '+' ? "+" : sign == ' ' ? " " : "";
        if (integer && alternate && radix() != 10) {
            prefix += type == 'x' ? "0x" : type == 'X' ? "0X" : type == 'o' ? "0o" : "0b";
        }
        char side = align == 0 ? (zero ? '=' : '>') : align;
        if (grouping != 0) {
            int space = side == '=' && fill.equals("0") ? width - prefix.length() : 0;
            budget.characters(space);
            digits = group(digits, space);
        }
        return pad(prefix, digits, side, budget);
    }

    private int radix() {
        return switch (type) {
            case 'x', 'X' -> 16;
            case 'o' -> 8;
            case 'b' -> 2;
            default -> 10;
        };
    }

    private String integer(BigInteger value) {
        String digits = value.abs().toString(radix());
        return type == 'X' ? PythonCharacters.upper(digits) : digits;
    }

    private String real(double value) {
        if (type == '%') {
            return RealFormat.format(value * 100, 'f', precision < 0 ? 6 : precision, alternate) + "%";
        }
        if (type == 0 && precision < 0) {
            return PythonRepr.real(Math.abs(value));
        }
        char presentation = type == 0 ? 'r' : type == 'n' ? 'g' : type;
        return RealFormat.format(value, presentation, precision < 0 ? 6 : precision, alternate);
    }

    /** Separates groups of the integer part, filled with zeros up to {@code space} characters in all. */
    private String group(String digits, int space) {
        int size = radix() == 10 ? 3 : 4;
        int end = 0;
        while (end < digits.length()
                && Character.digit(digits.charAt(end), 16) >= 0
                && (radix() > 10 || digits.charAt(end) <= '9')) {
            end++;
        }
        String rest = digits.substring(end);
        StringBuilder grouped = new StringBuilder();
        int count = 0;
        for (int i = end - 1; i >= 0 || grouped.length() + rest.length() < space && end > 0; i--) {
            if (count > 0 && count % size == 0) {
                grouped.append(grouping);
            }
            grouped.append(i >= 0 ? digits.charAt(i) : '0');
            count++;
        }
        return grouped.reverse() + rest;
    }

    private String pad(String prefix, String body, char side, Budget budget) {
        String padding = Padding.missing(prefix + body, width, fill, budget);
        return switch (side) {
            case '<' -> prefix + body + padding;
            case '=' -> prefix + padding + body;
            case '^' -> {
                int left = padding.codePointCount(0, padding.length()) / 2 * fill.length();
                yield padding.substring(0, left) + prefix + body + padding.substring(left);
            }
            default -> padding + prefix + body;
        };
    }
}
