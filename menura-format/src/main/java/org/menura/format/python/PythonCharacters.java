package org.menura.format.python;

import java.util.Locale;
import java.util.function.IntPredicate;

/** Tells Python's classes of characters and changes case as Python's {@code str} does. */
public final class PythonCharacters {
    /** How far from a sigma the letters that decide on its form may stand. */
    private static final int CONTEXT = 30;

    private PythonCharacters() {}

    /** Whether a text is not empty and all its characters are of a class. */
    public static boolean all(String text, IntPredicate predicate) {
        return !text.isEmpty() && text.codePoints().allMatch(predicate);
    }

    /** Whether a character is a decimal digit. */
    public static boolean isDecimal(int c) {
        return Character.getType(c) == Character.DECIMAL_DIGIT_NUMBER;
    }

    /** Decimal digits, and those in superscript, subscript and circles. */
    public static boolean isDigit(int c) {
        return isDecimal(c)
                || c == 0xb2
                || c == 0xb3
                || c == 0xb9
                || c == 0x2070
                || c >= 0x2074 && c <= 0x2079
                || c >= 0x2080 && c <= 0x2089
                || c >= 0x2460 && c <= 0x2468
                || c >= 0x2474 && c <= 0x247c
                || c >= 0x2488 && c <= 0x2490
                || c >= 0x2776 && c <= 0x277e;
    }

    /** Whether a character has a numeric value. */
    public static boolean isNumeric(int c) {
        int type = Character.getType(c);
        return isDigit(c) || type == Character.LETTER_NUMBER || type == Character.OTHER_NUMBER;
    }

    /** Whether a character is a letter or numeric. */
    public static boolean isAlphanumeric(int c) {
        return Character.isLetter(c) || isNumeric(c);
    }

    /** Whether all letters that have a case have this one, and there is at least one. */
    public static boolean isCased(String text, boolean upper) {
        boolean found = false;
        for (int i = 0; i < text.length(); i += Character.charCount(text.codePointAt(i))) {
            int c = text.codePointAt(i);
            boolean other = upper ? Character.isLowerCase(c) : Character.isUpperCase(c);
            if (other || Character.isTitleCase(c)) {
                return false;
            }
            found |= upper ? Character.isUpperCase(c) : Character.isLowerCase(c);
        }
        return found;
    }

    /** Whether a text is in title case ({@code istitle}). */
    public static boolean isTitle(String text) {
        boolean found = false;
        boolean afterCased = false;
        for (int i = 0; i < text.length(); i += Character.charCount(text.codePointAt(i))) {
            int c = text.codePointAt(i);
            boolean upper = Character.isUpperCase(c) || Character.isTitleCase(c);
            boolean lower = Character.isLowerCase(c);
            if (upper && afterCased || lower && !afterCased) {
                return false;
            }
            found |= upper || lower;
            afterCased = upper || lower;
        }
        return found;
    }

    /** Returns whether the general category of a code point is one of punctuation. */
    public static boolean isPunctuation(int c) {
        return switch (Character.getType(c)) {
            case Character.CONNECTOR_PUNCTUATION,
                    Character.DASH_PUNCTUATION,
                    Character.START_PUNCTUATION,
                    Character.END_PUNCTUATION,
                    Character.INITIAL_QUOTE_PUNCTUATION,
                    Character.FINAL_QUOTE_PUNCTUATION,
                    Character.OTHER_PUNCTUATION -> true;
            default -> false;
        };
    }

    /** Returns a text without its punctuation. */
    public static String withoutPunctuation(String text) {
        StringBuilder out = new StringBuilder(text.length());
        text.codePoints().filter(c -> !isPunctuation(c)).forEach(out::appendCodePoint);
        return out.toString();
    }

    /** Turns a text to capitals. */
    public static String upper(String text) {
        return text.toUpperCase(Locale.ROOT);
    }

    /** Turns a text to small letters. */
    public static String lower(String text) {
        return text.toLowerCase(Locale.ROOT);
    }

    /** Makes the first letter a capital and all others small. */
    public static String capitalize(String text) {
        if (text.isEmpty()) {
            return text;
        }
        int length = Character.charCount(text.codePointAt(0));
        return title(text.codePointAt(0))
                + lower(text).substring(lower(text.substring(0, length)).length());
    }

    /** Python's {@code str.title}: a capital at the start of each run of letters. */
    public static String title(String text) {
        StringBuilder out = new StringBuilder(text.length());
        boolean afterCased = false;
        for (int i = 0; i < text.length(); i += Character.charCount(text.codePointAt(i))) {
            int c = text.codePointAt(i);
            out.append(afterCased ? lowerAt(text, i) : title(c));
            afterCased = Character.isUpperCase(c) || Character.isLowerCase(c) || Character.isTitleCase(c);
        }
        return out.toString();
    }

    /** The small letter of a character; a sigma's depends on whether a word ends there. */
    private static String lowerAt(String text, int at) {
        int c = text.codePointAt(at);
        if (c != 0x3a3) {
            return lower(Character.toString(c));
        }
        int from = Math.max(0, at - CONTEXT);
        String around = lower(text.substring(from, Math.min(text.length(), at + 1 + CONTEXT)));
        int place = lower(text.substring(from, at)).length();
        return around.substring(place, place + 1);
    }

    private static String title(int c) {
        int title = Character.toTitleCase(c);
        String upper = upper(Character.toString(c));
        // A letter without a title form of its own may have a longer capital, such as the German sharp s.
        boolean longer = title == c && upper.codePointCount(0, upper.length()) > 1;
        return longer ? capitalizeExpanded(upper) : Character.toString(title);
    }

    /** A capital up to the first letter that has one: in the n behind an apostrophe, the second. */
    private static String capitalizeExpanded(String upper) {
        int first = 0;
        while (first < upper.length() && !Character.isUpperCase(upper.codePointAt(first))) {
            first += Character.charCount(upper.codePointAt(first));
        }
        int end = Math.min(upper.length(), first + 1);
        return upper.substring(0, end) + lower(upper.substring(end));
    }

    /** Turns capitals to small letters and small letters to capitals. */
    public static String swapCase(String text) {
        StringBuilder out = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); i += Character.charCount(text.codePointAt(i))) {
            int c = text.codePointAt(i);
            String one = Character.toString(c);
            out.append(Character.isUpperCase(c) ? lowerAt(text, i) : Character.isLowerCase(c) ? upper(one) : one);
        }
        return out.toString();
    }

    /** Python's {@code str.casefold} for the letters whose folding is that of their capital's small letter. */
    public static String fold(String text) {
        return lower(upper(text));
    }
}
