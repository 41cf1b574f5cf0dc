package org.menura.data.code;

import java.util.ArrayList;
import java.util.List;
import javax.lang.model.SourceVersion;

/**
 * The tokens of Java that have the form of identifiers and are no reserved words; comments, strings, characters, text
 * blocks and numbers are passed over. Texts that are no Java are read as far as they go.
 */
final class JavaTokens {
    private final String code;
    private final List<Identifier> found = new ArrayList<>();
    private int at;

    private JavaTokens(String code) {
        this.code = code;
    }

    static List<Identifier> of(String code) {
        JavaTokens tokens = new JavaTokens(code);
        while (tokens.at < code.length()) {
            tokens.next();
        }
        return tokens.found;
    }

    private void next() {
        int c = code.codePointAt(at);
        if (code.startsWith("//", at)) {
            at = until("\n", at + 2);
        } else if (code.startsWith("/*", at)) {
            at = until("*/", at + 2);
        } else if (code.startsWith("\"\"\"", at)) {
            at = quoted("\"\"\"", at + 3);
        } else if (c == '"' || c == '\'') {
            at = quoted(Character.toString(c), at + 1);
        } else if (isDigit(c) || c == '.' && at + 1 < code.length() && isDigit(code.charAt(at + 1))) {
            number();
        } else if (Character.isJavaIdentifierStart(c)) {
            int start = at;
            at = wordEnd(at);
            String name = code.substring(start, at);
            if (!SourceVersion.isKeyword(name)) {
                found.add(new Identifier(start, at, name));
            }
        } else {
            at += Character.charCount(c);
        }
    }

    private static boolean isDigit(int c) {
        return c >= '0' && c <= '9';
    }

    private int until(String end, int from) {
        int found = code.indexOf(end, from);
        return found < 0 ? code.length() : found + end.length();
    }

    private int quoted(String end, int from) {
        int i = from;
        while (i < code.length() && !code.startsWith(end, i)) {
            i += code.charAt(i) == '\\' ? 2 : 1;
        }
        return Math.min(code.length(), i + end.length());
    }

    private int wordEnd(int from) {
        int i = from;
        while (i < code.length() && Character.isJavaIdentifierPart(code.codePointAt(i))) {
            i += Character.charCount(code.codePointAt(i));
        }
        return i;
    }

    /** Digits, letters and points; a sign where an exponent begins. */
    private void number() {
        boolean hexadecimal = code.startsWith("0x", at) || code.startsWith("0X", at);
        String exponents = hexadecimal ? "pP" : "eE";
        boolean point = false;
        while (at < code.length()) {
            char c = code.charAt(at);
            if ((c == '+' || c == '-') && exponents.indexOf(code.charAt(at - 1)) >= 0) {
                at++;
            } else if (c == '.' && !point && !followedByName(at + 1, hexadecimal)) {
                point = true;
                at++;
            } else if (c != '.' && Character.isJavaIdentifierPart(c)) {
                at++;
            } else {
                return;
            }
        }
    }

    /** Whether a method's name follows a point, as no number has one: {@code 1.} is one, as is {@code 1.f}. */
    private boolean followedByName(int i, boolean hexadecimal) {
        int end = wordEnd(i);
        if (end == i || isDigit(code.charAt(i)) || hexadecimal) {
            return false;
        }
        String word = code.substring(i, end);
        return !word.matches("[fFdD]|[eE]([0-9_]+[fFdD]?)?");
    }
}
