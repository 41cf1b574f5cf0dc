package org.menura.eval.baseline;

import java.util.ArrayList;
import java.util.List;
import org.menura.format.python.PythonCharacters;
import org.menura.format.python.PythonText;

/** What {@link TfIdf} counts in a text in lower case, as the analyzers of scikit-learn. */
public enum Terms {
    /** n-grams of words: of two or more letters, digits and underscores ({@code \b\w\w+\b}). */
    WORDS {
        @Override
        List<String> lower(String text, int least, int most) {
            List<String> words = words(text);
            List<String> terms = new ArrayList<>();
            for (int n = least; n <= most; n++) {
                for (int i = 0; i + n <= words.size(); i++) {
                    terms.add(String.join(" ", words.subList(i, i + n)));
                }
            }
            return terms;
        }
    },
    /** n-grams of characters; white space counts as one blank ({@code char}). */
    CHARACTERS {
        @Override
        List<String> lower(String text, int least, int most) {
            List<String> terms = new ArrayList<>();
            int[] points = blanks(text).codePoints().toArray();
            for (int n = least; n <= most; n++) {
                for (int i = 0; i + n <= points.length; i++) {
                    terms.add(new String(points, i, n));
                }
            }
            return terms;
        }
    },
    /** n-grams of the characters of each word between blanks; a word shorter than n counts once ({@code char_wb}). */
    CHARACTERS_IN_WORDS {
        @Override
        List<String> lower(String text, int least, int most) {
            List<String> terms = new ArrayList<>();
            for (String word : PythonText.split(blanks(text))) {
                int[] points = (" " + word + " ").codePoints().toArray();
                for (int n = least; n <= most; n++) {
                    for (int i = 0; i == 0 || i + n <= points.length; i++) {
                        terms.add(new String(points, i, Math.min(n, points.length - i)));
                    }
                    if (n >= points.length) {
                        break;
                    }
                }
            }
            return terms;
        }
    };

    abstract List<String> lower(String text, int least, int most);

    /** Lists the n-grams of a text, from {@code least} to {@code most} parts each. */
    public List<String> of(String text, int least, int most) {
        return lower(PythonCharacters.lower(text), least, most);
    }

    /** Words of two or more letters, digits and underscores. */
    static List<String> words(String text) {
        List<String> words = new ArrayList<>();
        int start = 0;
        while (start < text.length()) {
            int end = start;
            int length = 0;
            while (end < text.length() && isWord(text.codePointAt(end))) {
                end += Character.charCount(text.codePointAt(end));
                length++;
            }
            if (length > 1) {
                words.add(text.substring(start, end));
            }
            start = length > 0 ? end : start + Character.charCount(text.codePointAt(start));
        }
        return words;
    }

    private static boolean isWord(int c) {
        return c == '_' || PythonCharacters.isAlphanumeric(c);
    }

    /** Two or more white spaces become one blank. */
    private static String blanks(String text) {
        StringBuilder out = new StringBuilder();
        int i = 0;
        while (i < text.length()) {
            int c = text.codePointAt(i);
            int next = i + Character.charCount(c);
            int end = PythonText.skipSpace(text, i);
            if (end > next) {
                out.append(' ');
                i = end;
            } else {
                out.appendCodePoint(c);
                i = next;
            }
        }
        return out.toString();
    }
}
