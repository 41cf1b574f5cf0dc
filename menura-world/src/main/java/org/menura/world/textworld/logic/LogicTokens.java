package org.menura.world.textworld.logic;

import org.menura.format.FormatException;

/** The tokens of a knowledge base's text: names, marks and strings; {@code #} begins a comment. */
final class LogicTokens {
    private static final String[] MARKS = {"::", "->", "{", "}", "(", ")", ",", ";", ":", "&", "$", "=", "!"};

    private final String text;
    private int at;

    LogicTokens(String text) {
        this.text = text;
        skip();
    }

    boolean atEnd() {
        return at >= text.length();
    }

    /** Takes a mark if it is next. */
    boolean take(String mark) {
        for (String known : MARKS) {
            if (text.startsWith(known, at)) {
                if (!known.equals(mark)) {
                    return false;
                }
                at += mark.length();
                skip();
                return true;
            }
        }
        return false;
    }

    /** Takes a mark or a word that must be next. */
    void expect(String wanted) {
        boolean found = Character.isLetter(wanted.charAt(0)) ? name().equals(wanted) : take(wanted);
        if (!found) {
            throw error("something other than '" + wanted + "'");
        }
    }

    String name() {
        int from = at;
        while (at < text.length() && isNamePart(at)) {
            at++;
        }
        if (at == from) {
            throw error("no name");
        }
        String name = text.substring(from, at);
        skip();
        return name;
    }

    private boolean isNamePart(int index) {
        char c = text.charAt(index);
        return Character.isLetterOrDigit(c)
                || c == '_'
                || c == '/'
                || c == '\''
                || c == '-' && index + 1 < text.length() && text.charAt(index + 1) != '>';
    }

    /** Takes a string in one or three quotation marks. */
    String string() {
        String quote = text.startsWith("\"\"\"", at) ? "\"\"\"" : "\"";
        if (!text.startsWith(quote, at)) {
            throw error("no string");
        }
        int close = text.indexOf(quote, at + quote.length());
        if (close < 0) {
            throw error("a string without an end");
        }
        String string = text.substring(at + quote.length(), close);
        at = close + quote.length();
        skip();
        return string;
    }

    private void skip() {
        while (at < text.length()) {
            char c = text.charAt(at);
            if (c == '#') {
                int end = text.indexOf('\n', at);
                at = end < 0 ? text.length() : end;
            } else if (Character.isWhitespace(c)) {
                at++;
            } else {
                return;
            }
        }
    }

    FormatException error(String what) {
        int line = 1
                + (int) text.substring(0, Math.min(at, text.length()))
                        .chars()
                        .filter(c -> c == '\n')
                        .count();
        return new FormatException("The knowledge base has " + what + " in line " + line);
    }
}
