package org.menura.format.python;

import org.menura.format.FormatException;

/** Reads a regular expression code point by code point, with the escapes that stand for a character. */
final class RegexCursor {
    final String text;
    int at;

    RegexCursor(String text) {
        this.text = text;
    }

    boolean atEnd() {
        return at >= text.length();
    }

    /** The {@code char} this far ahead; -1 behind the end. */
    int peek(int ahead) {
        return at + ahead < text.length() ? text.charAt(at + ahead) : -1;
    }

    boolean lookingAt(String what) {
        return text.startsWith(what, at);
    }

    int next() {
        if (atEnd()) {
            throw bad("it ends too early");
        }
        int c = text.codePointAt(at);
        at += Character.charCount(c);
        return c;
    }

    boolean accept(char c) {
        if (peek(0) == c) {
            at++;
            return true;
        }
        return false;
    }

    String digits() {
        int start = at;
        while (peek(0) >= '0' && peek(0) <= '9') {
            at++;
        }
        return text.substring(start, at);
    }

    String until(char end) {
        int close = text.indexOf(end, at);
        if (close < 0) {
            throw bad("a name does not end");
        }
        String name = text.substring(at, close);
        at = close + 1;
        return name;
    }

    void skipLine() {
        int end = text.indexOf('\n', at);
        at = end < 0 ? text.length() : end + 1;
    }

    /** The character for an escape whose letter was read. */
    int escaped(int c, boolean inSet) {
        return switch (c) {
            case 'a' -> 7;
            case 'f' -> '\f';
            case 'n' -> '\n';
            case 'r' -> '\r';
            case 't' -> '\t';
            case 'v' -> 0xb;
            case 'x' -> hex(2);
            case 'u' -> hex(4);
            case 'U' -> hex(8);
            case 'N' -> named();
            case '0' -> octal("");
            default -> {
                if (inSet && c == 'b') {
                    yield '\b';
                }
                if (inSet && c >= '1' && c <= '7') {
                    yield octal(Character.toString(c));
                }
                if (c < 0x80 && Character.isLetterOrDigit(c)) {
                    throw bad("'\\" + (char) c + "' is no escape");
                }
                yield c;
            }
        };
    }

    private int octal(String first) {
        StringBuilder digits = new StringBuilder("0").append(first);
        for (int i = 0; i < 2 && peek(0) >= '0' && peek(0) <= '7'; i++) {
            digits.append((char) next());
        }
        int code = Integer.parseInt(digits.toString(), 8);
        if (code > 0xff) {
            throw bad("an octal escape is above \\377");
        }
        return code;
    }

    private int hex(int count) {
        int value = 0;
        for (int i = 0; i < count; i++) {
            int digit = peek(0) < 0 || peek(0) > 'f' ? -1 : Character.digit(peek(0), 16);
            if (digit < 0 || value > 0xfffffff) {
                throw bad("an escape has too few hexadecimal digits");
            }
            value = value << 4 | digit;
            at++;
        }
        if (!Character.isValidCodePoint(value)) {
            throw bad("an escape is beyond U+10FFFF");
        }
        return value;
    }

    private int named() {
        if (!accept('{')) {
            throw bad("\\N needs a name in braces");
        }
        String name = until('}');
        try {
            return Character.codePointOf(name);
        } catch (IllegalArgumentException e) {
            throw bad("there is no character named '" + name + "'");
        }
    }

    FormatException bad(String why) {
        String shown = text.length() > 120 ? text.substring(0, 120) + "…" : text;
        return new FormatException("The regular expression '" + shown + "' can't be used: " + why + ".");
    }
}
