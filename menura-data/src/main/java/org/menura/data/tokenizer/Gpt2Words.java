package org.menura.data.tokenizer;

import org.menura.data.tokenizer.WordCounts.Splitter;
import org.menura.data.tokenizer.WordCounts.WordSink;

/**
 * GPT-2's words, which are the matches of
 * {@code 's|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+}, found in one pass.
 */
final class Gpt2Words implements Splitter {
    private static final String[] CONTRACTIONS = {"'s", "'t", "'re", "'ve", "'m", "'ll", "'d"};

    private enum Kind {
        LETTER,
        NUMBER,
        BLANK,
        OTHER
    }

    @Override
    public void split(String text, WordSink words) {
        int at = 0;
        while (at < text.length()) {
            int end = end(text, at);
            words.word(text.substring(at, end));
            at = end;
        }
    }

    private static int end(String text, int at) {
        if (text.charAt(at) == '\'') {
            for (String contraction : CONTRACTIONS) {
                if (text.startsWith(contraction, at)) {
                    return at + contraction.length();
                }
            }
        }
        int first = text.charAt(at) == ' ' && at + 1 < text.length() ? at + 1 : at;
        Kind kind = kind(text.codePointAt(first));
        if (kind != Kind.BLANK) {
            return runEnd(text, first, kind);
        }
        int end = runEnd(text, at, Kind.BLANK);
        // The last blank of a run goes to the word behind it; all blanks lie in the basic plane.
        return end < text.length() && end - at > 1 ? end - 1 : end;
    }

    private static int runEnd(String text, int from, Kind kind) {
        int at = from;
        while (at < text.length()) {
            int c = text.codePointAt(at);
            if (kind(c) != kind) {
                break;
            }
            at += Character.charCount(c);
        }
        return at;
    }

    private static Kind kind(int c) {
        if (c < 0x80) {
            boolean letter = (c | 0x20) >= 'a' && (c | 0x20) <= 'z';
            boolean digit = c >= '0' && c <= '9';
            return letter ? Kind.LETTER : digit ? Kind.NUMBER : isBlank(c) ? Kind.BLANK : Kind.OTHER;
        }
        return switch (Character.getType(c)) {
            case Character.UPPERCASE_LETTER,
                    Character.LOWERCASE_LETTER,
                    Character.TITLECASE_LETTER,
                    Character.MODIFIER_LETTER,
                    Character.OTHER_LETTER -> Kind.LETTER;
            case Character.DECIMAL_DIGIT_NUMBER, Character.LETTER_NUMBER, Character.OTHER_NUMBER -> Kind.NUMBER;
            default -> isBlank(c) ? Kind.BLANK : Kind.OTHER;
        };
    }

    /** Unicode's White_Space. */
    private static boolean isBlank(int c) {
        return (c >= 9 && c <= 13) || c == ' ' || c == 0x85 || Character.isSpaceChar(c);
    }
}
