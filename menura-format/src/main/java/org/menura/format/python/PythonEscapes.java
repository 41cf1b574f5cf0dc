package org.menura.format.python;

import org.menura.format.FormatException;

/** Reads the escape sequences of string literals as Python does. */
public final class PythonEscapes {
    private PythonEscapes() {}

    /**
     * Puts characters for escape sequences; unknown ones stay as they are.
     *
     * @throws FormatException if one is cut short or names no character
     */
    public static String unescape(String text) {
        if (text.indexOf('\\') < 0) {
            return text;
        }
        StringBuilder out = new StringBuilder(text.length());
        int i = 0;
        while (i < text.length()) {
            char c = text.charAt(i++);
            if (c != '\\' || i == text.length()) {
                out.append(c);
                continue;
            }
            char kind = text.charAt(i++);
            switch (kind) {
                case '\n' -> {}
                case '\\', '\'', '"' -> out.append(kind);
                case 'a' -> out.append('\u0007');
                case 'b' -> out.append('\b');
                case 'f' -> out.append('\f');
                case 'n' -> out.append('\n');
                case 'r' -> out.append('\r');
                case 't' -> out.append('\t');
                case 'v' -> out.append('\u000b');
                case 'x' -> i = hex(text, i, 2, out);
                case 'u' -> i = hex(text, i, 4, out);
                case 'U' -> i = hex(text, i, 8, out);
                case 'N' -> i = named(text, i, out);
                case '0', '1', '2', '3', '4', '5', '6', '7' -> i = octal(text, i - 1, out);
                default -> out.append('\\').append(kind);
            }
        }
        return out.toString();
    }

    private static int octal(String text, int start, StringBuilder out) {
        int end = start;
        int value = 0;
        while (end < text.length() && end < start + 3 && text.charAt(end) >= '0' && text.charAt(end) <= '7') {
            value = value * 8 + text.charAt(end++) - '0';
        }
        out.append((char) value);
        return end;
    }

    private static int hex(String text, int start, int digits, StringBuilder out) {
        int value = 0;
        for (int i = start; i < start + digits; i++) {
            int digit = i < text.length() ? Character.digit(text.charAt(i), 16) : -1;
            if (digit < 0 || text.charAt(i) > 'f') {
                throw new FormatException("A string has a \\x, \\u or \\U escape with too few hex digits");
            }
            value = value << 4 | digit;
        }
        if (!Character.isValidCodePoint(value)) {
            throw new FormatException("A string has a \\U escape beyond U+10FFFF");
        }
        out.appendCodePoint(value);
        return start + digits;
    }

    private static int named(String text, int start, StringBuilder out) {
        int end = text.startsWith("{", start) ? text.indexOf('}', start) : -1;
        if (end < 0) {
            throw new FormatException("A string has a \\N escape without a name in braces");
        }
        try {
            out.appendCodePoint(Character.codePointOf(text.substring(start + 1, end)));
        } catch (IllegalArgumentException e) {
            throw new FormatException("A string has a \\N escape with an unknown character name");
        }
        return end + 1;
    }
}
