package org.menura.eval.task.yaml;

import java.math.BigInteger;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.nodes.Tag;

/** Plain scalars by the rules of PyYAML's resolver, which differ from YAML 1.1's in floats: {@code 1e3} is a text. */
final class Scalars {
    private static final Pattern BOOLEAN =
            Pattern.compile("yes|Yes|YES|no|No|NO|true|True|TRUE|false|False|FALSE|on|On|ON|off|Off|OFF");
    private static final Pattern REAL = Pattern.compile("[-+]?[0-9][0-9_]*\\.[0-9_]*(?:[eE][-+][0-9]+)?"
            + "|\\.[0-9][0-9_]*(?:[eE][-+][0-9]+)?"
            + "|[-+]?[0-9][0-9_]*(?::[0-5]?[0-9])+\\.[0-9_]*"
            + "|[-+]?\\.(?:inf|Inf|INF)|\\.(?:nan|NaN|NAN)");
    private static final Pattern INTEGER = Pattern.compile("[-+]?0b[0-1_]+|[-+]?0[0-7_]+|[-+]?(?:0|[1-9][0-9_]*)"
            + "|[-+]?0x[0-9a-fA-F_]+|[-+]?[1-9][0-9_]*(?::[0-5]?[0-9])+");
    private static final Pattern NULL = Pattern.compile("~|null|Null|NULL|");
    private static final int MAX_DIGITS = 4300;
    private static final int SIXTY = 60;

    private Scalars() {}

    /** Returns the tag of a scalar without quotes and without a tag of its own. */
    static Tag resolve(String value) {
        if (BOOLEAN.matcher(value).matches()) {
            return Tag.BOOL;
        }
        if (value.length() <= MAX_DIGITS && INTEGER.matcher(value).matches()) {
            return Tag.INT;
        }
        if (value.length() <= MAX_DIGITS && REAL.matcher(value).matches()) {
            return Tag.FLOAT;
        }
        if (NULL.matcher(value).matches()) {
            return Tag.NULL;
        }
        return value.equals("<<") ? Tag.MERGE : Tag.STR;
    }

    /** Returns the value of a scalar, or the text itself where its tag is none that is known here. */
    static @Nullable Object value(Tag tag, String text) {
        if (tag.equals(Tag.NULL)) {
            return null;
        }
        if (tag.equals(Tag.BOOL)) {
            return switch (text.toLowerCase(Locale.ROOT)) {
                case "yes", "true", "on" -> true;
                case "no", "false", "off" -> false;
                default -> throw new NumberFormatException("\"" + text + "\" is no boolean");
            };
        }
        if (tag.equals(Tag.INT)) {
            return integer(text.replace("_", ""));
        }
        return tag.equals(Tag.FLOAT) ? (Object) real(text.replace("_", "").toLowerCase(Locale.ROOT)) : text;
    }

    private static Object integer(String text) {
        boolean negative = text.startsWith("-");
        String digits = negative || text.startsWith("+") ? text.substring(1) : text;
        BigInteger value;
        if (digits.startsWith("0b")) {
            value = new BigInteger(digits.substring(2), 2);
        } else if (digits.startsWith("0x")) {
            value = new BigInteger(digits.substring(2), 16);
        } else if (digits.startsWith("0") && digits.length() > 1) {
            value = new BigInteger(digits, 8);
        } else {
            value = BigInteger.ZERO;
            for (String part : digits.split(":", -1)) {
                value = value.multiply(BigInteger.valueOf(SIXTY)).add(new BigInteger(part));
            }
        }
        value = negative ? value.negate() : value;
        return value.bitLength() < Long.SIZE ? (Object) value.longValue() : value;
    }

    private static double real(String text) {
        boolean negative = text.startsWith("-");
        String digits = negative || text.startsWith("+") ? text.substring(1) : text;
        double value;
        if (digits.equals(".inf")) {
            value = Double.POSITIVE_INFINITY;
        } else if (digits.equals(".nan")) {
            value = Double.NaN;
        } else if (digits.contains(":")) {
            value = 0;
            double base = 1;
            String[] parts = digits.split(":", -1);
            for (int i = parts.length - 1; i >= 0; i--) {
                value += Double.parseDouble(parts[i]) * base;
                base *= SIXTY;
            }
        } else {
            value = Double.parseDouble(digits);
        }
        return negative ? -value : value;
    }
}
