package org.menura.data.tag;

import org.menura.data.text.Characters;
import org.menura.format.python.PythonCharacters;

/**
 * Counts the pieces into which OLMo's pre-tokenizer cuts a text: each mark of punctuation and each digit by itself, with
 * the space before it, and what is between as GPT-2's expression cuts it.
 */
final class OlmoPieces {
    private OlmoPieces() {}

    static double count(int[] points, int from, int to) {
        int pieces = 0;
        int start = from;
        for (int i = from; i < to; i++) {
            int at = points[i] == ' ' && i + 1 < to ? i + 1 : i;
            if (isSingle(points[at])) {
                pieces += between(points, start, i) + 1;
                i = at;
                start = at + 1;
            }
        }
        return pieces + between(points, start, to);
    }

    private static boolean isSingle(int c) {
        return isMark(c) || Characters.isDigit(c);
    }

    /** What Oniguruma takes for {@code [[:punct:]]}. */
    private static boolean isMark(int c) {
        return PythonCharacters.isPunctuation(c) || Characters.isSymbol(c);
    }

    /** Pieces of a stretch without punctuation and digits, in which GPT-2's contractions can't be. */
    private static int between(int[] points, int from, int to) {
        int pieces = 0;
        int i = from;
        while (i < to) {
            int kind = kind(points[i]);
            int first = points[i] == ' ' && i + 1 < to ? kind(points[i + 1]) : kind;
            if (first != 0) {
                int end = kind == 0 ? i + 1 : i;
                while (end < to && kind(points[end]) == first) {
                    end++;
                }
                i = end;
            } else {
                int end = i;
                while (end < to && kind(points[end]) == 0) {
                    end++;
                }
                // The last whitespace before something else is left to it, unless it is alone.
                i = end == to || end == i + 1 ? end : end - 1;
            }
            pieces++;
        }
        return pieces;
    }

    /** 0: whitespace, 1: letter, 2: number, 3: other. */
    private static int kind(int c) {
        if (Characters.isWhiteSpace(c)) {
            return 0;
        }
        if (Characters.isAlpha(c)) {
            return 1;
        }
        int type = Character.getType(c);
        return type == Character.DECIMAL_DIGIT_NUMBER
                        || type == Character.LETTER_NUMBER
                        || type == Character.OTHER_NUMBER
                ? 2
                : 3;
    }
}
