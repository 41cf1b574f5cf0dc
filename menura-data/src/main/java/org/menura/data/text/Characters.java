package org.menura.data.text;

import java.util.Arrays;
import java.util.Locale;

/** Tells classes of code points as Python's {@code str}, its {@code regex} package and Unicode tell them. */
public final class Characters {
    private static final char CAPITAL_SIGMA = '\u03A3';

    private Characters() {}

    /** Whether Python's {@code isspace}, {@code strip}, {@code split} and {@code \s} take it for whitespace. */
    public static boolean isSpace(int c) {
        if (c <= ' ') {
            return c == ' ' || c >= 9 && c <= 13 || c >= 0x1C;
        }
        return c >= 0x85
                && (c == 0x85
                        || c == 0xA0
                        || c == 0x1680
                        || c >= 0x2000 && c <= 0x200A
                        || c == 0x2028
                        || c == 0x2029
                        || c == 0x202F
                        || c == 0x205F
                        || c == 0x3000);
    }

    /** Whether {@code \s} of Python's {@code regex} takes it for whitespace: Unicode's White_Space. */
    public static boolean isWhiteSpace(int c) {
        return isSpace(c) && (c < 0x1C || c > 0x1F);
    }

    /** Whether {@code splitlines} ends a line there. */
    public static boolean isLineEnd(int c) {
        return c >= 10 && c <= 13 || c >= 0x1C && c <= 0x1E || c == 0x85 || c == 0x2028 || c == 0x2029;
    }

    /** Whether it is a letter ({@code isalpha}). */
    public static boolean isAlpha(int c) {
        return c < 128 ? (c | 0x20) >= 'a' && (c | 0x20) <= 'z' : Character.isLetter(c);
    }

    /** Whether it is a letter or numeric ({@code isalnum}). */
    public static boolean isAlphanumeric(int c) {
        if (c < 128) {
            return isAlpha(c) || c >= '0' && c <= '9';
        }
        int type = Character.getType(c);
        return Character.isLetter(c)
                || type == Character.DECIMAL_DIGIT_NUMBER
                || type == Character.LETTER_NUMBER
                || type == Character.OTHER_NUMBER;
    }

    /** Whether it is a decimal digit of any script ({@code \d}). */
    public static boolean isDigit(int c) {
        return c < 128 ? c >= '0' && c <= '9' : Character.getType(c) == Character.DECIMAL_DIGIT_NUMBER;
    }

    /** Whether {@code \w} of Python's {@code regex} takes it for part of a word. */
    public static boolean isWord(int c) {
        if (c < 128) {
            return isAlphanumeric(c) || c == '_';
        }
        return switch (Character.getType(c)) {
            case Character.NON_SPACING_MARK,
                    Character.ENCLOSING_MARK,
                    Character.COMBINING_SPACING_MARK,
                    Character.DECIMAL_DIGIT_NUMBER,
                    Character.CONNECTOR_PUNCTUATION -> true;
            case Character.UNASSIGNED -> PointSet.NEW_WORDS.contains(c);
            default -> Character.isAlphabetic(c) || c == 0x200C || c == 0x200D;
        };
    }

    /** Whether its general category is one of symbols. */
    public static boolean isSymbol(int c) {
        return switch (Character.getType(c)) {
            case Character.MATH_SYMBOL, Character.CURRENCY_SYMBOL, Character.MODIFIER_SYMBOL, Character.OTHER_SYMBOL ->
                true;
            default -> false;
        };
    }

    /** Turns a text into its code points; unpaired surrogates are one each. */
    public static int[] points(String text) {
        int units = text.length();
        int[] points = new int[units];
        int length = 0;
        for (int i = 0; i < units; i++) {
            char unit = text.charAt(i);
            if (Character.isHighSurrogate(unit) && i + 1 < units && Character.isLowSurrogate(text.charAt(i + 1))) {
                points[length++] = Character.toCodePoint(unit, text.charAt(++i));
            } else {
                points[length++] = unit;
            }
        }
        return length == units ? points : Arrays.copyOf(points, length);
    }

    /** Turns a text to small letters as Python's {@code lower} does: a capital sigma behind a letter ends a word or not. */
    public static String lower(String text) {
        if (text.indexOf(CAPITAL_SIGMA) < 0) {
            return text.toLowerCase(Locale.ROOT);
        }
        StringBuilder out = new StringBuilder(text.length());
        int from = 0;
        for (int at = text.indexOf(CAPITAL_SIGMA); at >= 0; at = text.indexOf(CAPITAL_SIGMA, from)) {
            out.append(text.substring(from, at).toLowerCase(Locale.ROOT))
                    .append(isFinal(text, at) ? '\u03C2' : '\u03C3');
            from = at + 1;
        }
        return out.append(text.substring(from).toLowerCase(Locale.ROOT)).toString();
    }

    private static boolean isFinal(String text, int at) {
        int before = at;
        while (before > 0 && isCaseIgnorable(text.codePointBefore(before))) {
            before -= Character.charCount(text.codePointBefore(before));
        }
        if (before == 0 || !isCased(text.codePointBefore(before))) {
            return false;
        }
        int after = at + 1;
        while (after < text.length() && isCaseIgnorable(text.codePointAt(after))) {
            after += Character.charCount(text.codePointAt(after));
        }
        return after == text.length() || !isCased(text.codePointAt(after));
    }

    private static boolean isCased(int c) {
        return Character.isLowerCase(c) || Character.isUpperCase(c) || Character.isTitleCase(c);
    }

    private static boolean isCaseIgnorable(int c) {
        return switch (Character.getType(c)) {
            case Character.NON_SPACING_MARK,
                    Character.ENCLOSING_MARK,
                    Character.FORMAT,
                    Character.MODIFIER_LETTER,
                    Character.MODIFIER_SYMBOL -> true;
            default -> WordBreak.joinsLetters(WordBreak.of(c));
        };
    }
}
