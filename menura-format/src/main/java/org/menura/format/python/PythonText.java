package org.menura.format.python;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Cuts texts as Python's {@code str} does: sequences of code points, with Python's idea of whitespace and line ends. */
public final class PythonText {
    private PythonText() {}

    /** Counts code points. */
    public static int length(String text) {
        return text.codePointCount(0, text.length());
    }

    /** Whether every code point is one {@code char}. */
    public static boolean isSimple(String text) {
        return length(text) == text.length();
    }

    /** Code points {@code start} to {@code end}, which must lie inside the text. */
    public static String slice(String text, int start, int end) {
        if (isSimple(text)) {
            return text.substring(start, end);
        }
        int from = text.offsetByCodePoints(0, start);
        return text.substring(from, text.offsetByCodePoints(from, end - start));
    }

    /** Compares by code points. */
    public static int compare(String left, String right) {
        int common = Math.min(left.length(), right.length());
        for (int i = 0; i < common; i++) {
            char a = left.charAt(i);
            char b = right.charAt(i);
            if (a != b) {
                // Surrogates stand for code points above all other units.
                boolean surrogates = Character.isSurrogate(a) != Character.isSurrogate(b);
                return surrogates ? (Character.isSurrogate(a) ? 1 : -1) : Character.compare(a, b);
            }
        }
        return Integer.compare(left.length(), right.length());
    }

    /** Whether a code point is whitespace ({@code isspace}). */
    public static boolean isSpace(int c) {
        return switch (c) {
            case '\t', '\n', 0x0b, '\f', '\r', 0x1c, 0x1d, 0x1e, 0x1f, ' ', 0x85, 0xa0, 0x1680 -> true;
            case 0x2028, 0x2029, 0x202f, 0x205f, 0x3000 -> true;
            default -> c >= 0x2000 && c <= 0x200a;
        };
    }

    /** Finds where whitespace from {@code start} on ends. */
    public static int skipSpace(String text, int start) {
        int i = start;
        while (i < text.length() && isSpace(text.charAt(i))) {
            i++;
        }
        return i;
    }

    /** Where the text from {@code start} on ends without its trailing whitespace. */
    public static int strippedEnd(String text, int start) {
        int end = text.length();
        while (end > start && isSpace(text.charAt(end - 1))) {
            end--;
        }
        return end;
    }

    /** Python's {@code strip}, {@code lstrip} and {@code rstrip}: of whitespace, or of any of {@code chars}. */
    public static String strip(String text, @Nullable String chars, boolean left, boolean right) {
        int start = 0;
        int end = text.length();
        while (left && start < end && strips(text.codePointAt(start), chars)) {
            start += Character.charCount(text.codePointAt(start));
        }
        while (right && end > start && strips(text.codePointBefore(end), chars)) {
            end -= Character.charCount(text.codePointBefore(end));
        }
        return text.substring(start, Math.max(start, end));
    }

    private static boolean strips(int c, @Nullable String chars) {
        return chars == null ? isSpace(c) : chars.indexOf(c) >= 0;
    }

    /** Splits at runs of whitespace, at most {@code max} times if that is not negative. */
    public static List<String> splitSpace(String text, long max) {
        List<String> parts = new ArrayList<>();
        int i = skipSpace(text, 0);
        while (i < text.length()) {
            if (max >= 0 && parts.size() == max) {
                parts.add(text.substring(i));
                break;
            }
            int end = i;
            while (end < text.length() && !isSpace(text.charAt(end))) {
                end++;
            }
            parts.add(text.substring(i, end));
            i = skipSpace(text, end);
        }
        return parts;
    }

    /** Splits at runs of whitespace from the right, at most {@code max} times if that is not negative. */
    public static List<String> splitSpaceRight(String text, long max) {
        List<String> parts = new ArrayList<>();
        int end = strippedEnd(text, 0);
        while (end > 0) {
            if (max >= 0 && parts.size() == max) {
                parts.add(text.substring(0, end));
                break;
            }
            int start = end;
            while (start > 0 && !isSpace(text.charAt(start - 1))) {
                start--;
            }
            parts.add(text.substring(start, end));
            end = start;
            while (end > 0 && isSpace(text.charAt(end - 1))) {
                end--;
            }
        }
        return parts.reversed();
    }

    /** Splits at a separator, at most {@code max} times if that is not negative. */
    public static List<String> split(String text, String separator, long max) {
        List<String> parts = new ArrayList<>();
        int start = 0;
        int next = text.indexOf(separator);
        while (next >= 0 && (max < 0 || parts.size() < max)) {
            parts.add(text.substring(start, next));
            start = next + separator.length();
            next = text.indexOf(separator, start);
        }
        parts.add(text.substring(start));
        return parts;
    }

    /** Splits at a separator from the right, at most {@code max} times if that is not negative. */
    public static List<String> splitRight(String text, String separator, long max) {
        List<String> parts = new ArrayList<>();
        int end = text.length();
        int next = text.lastIndexOf(separator);
        while (next >= 0 && (max < 0 || parts.size() < max)) {
            parts.add(text.substring(next + separator.length(), end));
            end = next;
            next = end < separator.length() ? -1 : text.lastIndexOf(separator, end - separator.length());
        }
        parts.add(text.substring(0, end));
        return parts.reversed();
    }

    /** Splits at line ends ({@code splitlines}). */
    public static List<String> lines(String text, boolean keepEnds) {
        List<String> lines = new ArrayList<>();
        int start = 0;
        while (start < text.length()) {
            int end = start;
            while (end < text.length() && !isLineEnd(text.charAt(end))) {
                end++;
            }
            int next = end == text.length() ? end : end + (text.startsWith("\r\n", end) ? 2 : 1);
            lines.add(text.substring(start, keepEnds ? next : end));
            start = next;
        }
        return lines;
    }

    private static boolean isLineEnd(char c) {
        return switch (c) {
            case '\n', 0x0b, '\f', '\r', 0x1c, 0x1d, 0x1e, 0x85, 0x2028, 0x2029 -> true;
            default -> false;
        };
    }

    /** Whether {@code repr} shows a code point as it is. */
    public static boolean isPrintable(int c) {
        return switch (Character.getType(c)) {
            case Character.CONTROL, Character.FORMAT, Character.SURROGATE, Character.PRIVATE_USE -> false;
            case Character.UNASSIGNED, Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR -> false;
            case Character.SPACE_SEPARATOR -> c == ' ';
            default -> true;
        };
    }

    /** Splits at runs of whitespace ({@code split()}). */
    public static List<String> split(String text) {
        return splitSpace(text, -1);
    }

    /** Removes whitespace at both ends ({@code strip()}). */
    public static String strip(String text) {
        return strip(text, null, true, true);
    }

    /** Removes whitespace at the end ({@code rstrip()}). */
    public static String stripRight(String text) {
        return strip(text, null, false, true);
    }

    /** Removes whitespace at the beginning ({@code lstrip()}). */
    public static String stripLeft(String text) {
        return strip(text, null, true, false);
    }
}
