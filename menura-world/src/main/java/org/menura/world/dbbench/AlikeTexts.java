package org.menura.world.dbbench;

import java.text.Normalizer;
import java.util.Locale;
import java.util.regex.Pattern;
import org.sqlite.Collation;

/** Compares texts without case and accents, nearly as {@code utf8mb4_0900_ai_ci} does, which MySQL uses unless told otherwise. */
final class AlikeTexts extends Collation {
    static final String NAME = "alike";

    private static final Pattern MARKS = Pattern.compile("\\p{Mn}+");

    @Override
    protected int xCompare(String left, String right) {
        String a = folded(left);
        String b = folded(right);
        int at = 0;
        while (at < a.length() && at < b.length() && a.charAt(at) == b.charAt(at)) {
            at++;
        }
        if (at == a.length() || at == b.length()) {
            return Integer.compare(a.length(), b.length());
        }
        int kinds = Integer.compare(kind(a.charAt(at)), kind(b.charAt(at)));
        return kinds != 0 ? kinds : Character.compare(a.charAt(at), b.charAt(at));
    }

    /** Returns 0 for signs, 1 for digits and 2 for letters, which come in this order. */
    private static int kind(char c) {
        return Character.isLetter(c) || Character.isSurrogate(c) ? 2 : Character.isDigit(c) ? 1 : 0;
    }

    private static String folded(String text) {
        if (text.chars().allMatch(c -> c < 128)) {
            return text.toLowerCase(Locale.ROOT);
        }
        String apart = Normalizer.normalize(text, Normalizer.Form.NFKD);
        return MARKS.matcher(apart).replaceAll("").toUpperCase(Locale.ROOT).toLowerCase(Locale.ROOT);
    }
}
