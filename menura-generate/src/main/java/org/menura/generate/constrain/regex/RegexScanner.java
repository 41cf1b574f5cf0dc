package org.menura.generate.constrain.regex;

import org.menura.generate.constrain.grammar.GrammarException;

/** The text of a regular expression and a place in it. */
final class RegexScanner {
    private final String text;
    private int position;

    RegexScanner(String text) {
        this.text = text;
    }

    boolean atEnd() {
        return position >= text.length();
    }

    int position() {
        return position;
    }

    void back(int to) {
        position = to;
    }

    int peek() {
        return text.codePointAt(position);
    }

    /** The character after the next, or −1. */
    int peekSecond() {
        int second = position + Character.charCount(peek());
        return second < text.length() ? text.codePointAt(second) : -1;
    }

    int next() {
        int c = peek();
        position += Character.charCount(c);
        return c;
    }

    boolean take(char c) {
        if (!atEnd() && text.charAt(position) == c) {
            position++;
            return true;
        }
        return false;
    }

    boolean isAt(int at, char c) {
        return text.charAt(at) == c;
    }

    boolean startsWith(String s) {
        return text.startsWith(s, position);
    }

    /** Takes a decimal number; −1 if there is none. */
    int number(int largest) {
        int start = position;
        long value = 0;
        while (!atEnd() && text.charAt(position) >= '0' && text.charAt(position) <= '9') {
            value = Math.min(Integer.MAX_VALUE, value * 10 + text.charAt(position++) - '0');
        }
        if (value > largest) {
            throw error("a number above %,d".formatted(largest), start);
        }
        return position == start ? -1 : (int) value;
    }

    /** Whether three octal digits stand at a place, the first at most 3, as Python reads them. */
    boolean isOctal(int at) {
        return at + 3 <= text.length() && text.substring(at, at + 3).matches("[0-3][0-7]{2}");
    }

    /** Takes {@code count} hexadecimal digits. */
    int hex(int count, int at) {
        if (position + count > text.length()
                || !text.substring(position, position + count).matches("[0-9a-fA-F]+")) {
            throw error("an escape without its %d hexadecimal digits".formatted(count), at);
        }
        int value = Integer.parseUnsignedInt(text.substring(position, position + count), 16);
        position += count;
        return value;
    }

    /** Whether hexadecimal digits stand next. */
    boolean hasHex(int count) {
        return position + count <= text.length()
                && text.substring(position, position + count).matches("[0-9a-fA-F]+");
    }

    /** Takes the text before a character, and the character. */
    String until(char end) {
        int close = text.indexOf(end, position);
        if (close < 0) {
            throw error("something that \"%c\" should close".formatted(end));
        }
        String inside = text.substring(position, close);
        position = close + 1;
        return inside;
    }

    GrammarException error(String what) {
        return error(what, position);
    }

    GrammarException error(String what, int at) {
        String shown = text.length() > 200 ? text.substring(0, 200) + "…" : text;
        return new GrammarException("the regular expression \"%s\" has %s (at character %d)"
                .formatted(shown, what, text.codePointCount(0, Math.min(at, text.length())) + 1));
    }
}
