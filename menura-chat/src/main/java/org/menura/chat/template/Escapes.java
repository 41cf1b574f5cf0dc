package org.menura.chat.template;

/** Escape sequences: those of string literals, as Python reads them, and hexadecimal digits. */
final class Escapes {
    private Escapes() {}

    /** Appends the last {@code digits} hexadecimal digits of {@code value}, in small letters. */
    static StringBuilder hex(StringBuilder out, int value, int digits) {
        for (int shift = 4 * (digits - 1); shift >= 0; shift -= 4) {
            out.append(Character.forDigit(value >> shift & 0xf, 16));
        }
        return out;
    }

    static String unescape(String text, int line) {
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
                case 'x' -> i = hex(text, i, 2, out, line);
                case 'u' -> i = hex(text, i, 4, out, line);
                case 'U' -> i = hex(text, i, 8, out, line);
                case 'N' -> i = named(text, i, out, line);
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

    private static int hex(String text, int start, int digits, StringBuilder out, int line) {
        int value = 0;
        for (int i = start; i < start + digits; i++) {
            int digit = i < text.length() ? Character.digit(text.charAt(i), 16) : -1;
            if (digit < 0 || text.charAt(i) > 'f') {
                throw new TemplateException("A string has a \\x, \\u or \\U escape with too few hex digits", line);
            }
            value = value << 4 | digit;
        }
        if (!Character.isValidCodePoint(value)) {
            throw new TemplateException("A string has a \\U escape beyond U+10FFFF", line);
        }
        out.appendCodePoint(value);
        return start + digits;
    }

    private static int named(String text, int start, StringBuilder out, int line) {
        int end = text.startsWith("{", start) ? text.indexOf('}', start) : -1;
        if (end < 0) {
            throw new TemplateException("A string has a \\N escape without a name in braces", line);
        }
        try {
            out.appendCodePoint(Character.codePointOf(text.substring(start + 1, end)));
        } catch (IllegalArgumentException e) {
            throw new TemplateException("A string has a \\N escape with an unknown character name", line);
        }
        return end + 1;
    }
}
