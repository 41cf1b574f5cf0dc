package org.menura.format.tokenizer;

import com.fasterxml.jackson.databind.JsonNode;
import org.menura.format.FormatException;

/**
 * What the native library can take as text.
 *
 * <p>Its regular-expression engine gives up after 10⁷ steps of backtracking within a match and then ends the process.
 * The patterns in use backtrack over at most one run of blanks or one of other characters, a few times over; so a text
 * with a run too long for that is refused.
 */
final class TextLimit {
    private static final int MAX_RUN = 2_000_000;

    private final boolean limited;

    private TextLimit(boolean limited) {
        this.limited = limited;
    }

    static TextLimit of(TokenizerJson json) {
        return new TextLimit(hasRegex(json.part("pre_tokenizer")) || hasRegex(json.part("normalizer")));
    }

    /**
     * The text as the library takes it: halves of surrogate pairs are replaced by U+FFFD.
     *
     * @throws FormatException if a run of blanks, or of characters that are none, is too long
     */
    String check(String text) {
        if (limited && text.length() > MAX_RUN) {
            checkRuns(text);
        }
        return wellFormed(text);
    }

    private static void checkRuns(String text) {
        int start = 0;
        boolean blank = false;
        for (int i = 0; i < text.length(); i++) {
            boolean now = Character.isWhitespace(text.charAt(i));
            if (now != blank) {
                start = i;
                blank = now;
            }
            if (i - start >= MAX_RUN) {
                throw new FormatException("The text has more than " + MAX_RUN + " characters in a row "
                        + (blank ? "that are blanks" : "without a blank")
                        + ", which this tokenizer's regular expressions can't take: break them up.");
            }
        }
    }

    private static String wellFormed(String text) {
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

    private static boolean hasRegex(JsonNode node) {
        boolean here = node.has("Regex") || node.path("type").asText().equals("ByteLevel");
        for (JsonNode child : node) {
            here |= child.isContainerNode() && hasRegex(child);
        }
        return here;
    }
}
