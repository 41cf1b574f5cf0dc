package org.menura.format.tokenizer;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntPredicate;
import org.menura.format.FormatException;

/**
 * What the native library can take as text.
 *
 * <p>Its regular-expression engine gives up after 10⁷ steps of backtracking within a match and then ends the process,
 * and patterns that look far ahead need time with the square of a run's length. The patterns in use stay within one run
 * of blanks or one of other characters; so a text with a run too long for that is refused.
 *
 * @param maxRun how many blanks, or other characters, may follow one another
 * @param maxDigits how many digits may follow one another
 */
record TextLimit(int maxRun, int maxDigits) {
    private static final int KNOWN = 2_000_000;
    private static final int UNKNOWN = 50_000;
    private static final int COUNTED_DIGITS = 20_000;

    static TextLimit of(TokenizerJson json) {
        List<String> regexes = new ArrayList<>();
        boolean inWords = collect(json.part("pre_tokenizer"), regexes);
        boolean inNormalizer = collect(json.part("normalizer"), regexes);
        if (!inWords && !inNormalizer) {
            return new TextLimit(Integer.MAX_VALUE, Integer.MAX_VALUE);
        }
        int run = regexes.stream().allMatch(RegexCheck::isKnown) ? KNOWN : UNKNOWN;
        boolean countsDigits = regexes.stream().anyMatch(regex -> regex.contains("(?=("));
        return new TextLimit(run, countsDigits ? COUNTED_DIGITS : run);
    }

    /**
     * The text as the library takes it: halves of surrogate pairs are replaced by U+FFFD.
     *
     * @throws FormatException if a run is too long
     */
    String check(String text) {
        if (text.length() > maxRun) {
            checkRun(text, Character::isWhitespace, maxRun, "that are blanks");
            checkRun(text, c -> !Character.isWhitespace(c), maxRun, "without a blank");
        }
        if (text.length() > maxDigits) {
            checkRun(text, Character::isDigit, maxDigits, "that are digits");
        }
        return wellFormed(text);
    }

    private static void checkRun(String text, IntPredicate member, int max, String kind) {
        int length = 0;
        for (int i = 0; i < text.length(); i++) {
            length = member.test(text.charAt(i)) ? length + 1 : 0;
            if (length > max) {
                throw new FormatException("The text has more than " + max + " characters in a row " + kind
                        + ", which this tokenizer's regular expressions can't take: break them up.");
            }
        }
    }

    /** Replaces halves of surrogate pairs by U+FFFD. */
    static String wellFormed(String text) {
        StringBuilder repaired = null;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (!Character.isSurrogate(c)) {
                continue;
            }
            if (i + 1 < text.length() && Character.isSurrogatePair(c, text.charAt(i + 1))) {
                i++;
            } else {
                repaired = repaired == null ? new StringBuilder(text) : repaired;
                repaired.setCharAt(i, '\uFFFD');
            }
        }
        return repaired == null ? text : repaired.toString();
    }

    /** Whether there are regular expressions at all; ByteLevel has one of its own, which is known. */
    private static boolean collect(JsonNode node, List<String> regexes) {
        boolean any = node.path("type").asText().equals("ByteLevel");
        if (node.path("Regex").isTextual()) {
            regexes.add(node.path("Regex").asText());
            any = true;
        }
        for (JsonNode child : node) {
            any |= child.isContainerNode() && collect(child, regexes);
        }
        return any;
    }
}
