package org.menura.data.code;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Splits source code into words, each with the space before it, as byte-level BPE splits texts (GPT-2), but for one
 * thing: an identifier is one word, whatever it is made of. All words in a row are the text.
 */
public final class CodeWords {
    /** The number of a word that is no identifier. */
    public static final int NO_NAME = -1;

    /**
     * A word.
     *
     * @param text with the space before it
     * @param name number of the identifier that it is, in the order in which they first occur; {@link #NO_NAME} for none
     */
    public record Word(String text, int name) {}

    private CodeWords() {}

    /** Splits a text, of which some parts are identifiers. */
    public static List<Word> of(String text, List<Identifier> identifiers) {
        List<Word> words = new ArrayList<>();
        Map<String, Integer> numbers = new HashMap<>();
        int from = 0;
        for (Identifier identifier : identifiers) {
            boolean spaced = identifier.start() > from && text.charAt(identifier.start() - 1) == ' ';
            int start = identifier.start() - (spaced ? 1 : 0);
            plain(text, from, start, words);
            Integer next = numbers.size();
            Integer number = numbers.computeIfAbsent(identifier.name(), _ -> next);
            words.add(new Word(text.substring(start, identifier.end()), number));
            from = identifier.end();
        }
        plain(text, from, text.length(), words);
        return words;
    }

    /** Splits a text without identifiers. */
    public static List<Word> of(String text) {
        return of(text, List.of());
    }

    private static void plain(String text, int from, int to, List<Word> words) {
        int at = from;
        while (at < to) {
            int end = end(text, at, to);
            words.add(new Word(text.substring(at, end), NO_NAME));
            at = end;
        }
    }

    private static int end(String text, int at, int to) {
        int first = text.codePointAt(at);
        int i = at;
        if (Character.isWhitespace(first)) {
            while (i < to && Character.isWhitespace(text.codePointAt(i))) {
                i++;
            }
            boolean followed = i < text.length() && !Character.isWhitespace(text.codePointAt(i));
            if (i - at > 1 && followed) {
                return i - 1; // the last space belongs to the next word
            }
            if (i - at > 1 || first != ' ' || i >= to) {
                return i;
            }
            first = text.codePointAt(i);
        }
        boolean inWord = isPart(first);
        while (i < to
                && !Character.isWhitespace(text.codePointAt(i))
                && isPart(text.codePointAt(i)) == inWord) {
            i += Character.charCount(text.codePointAt(i));
        }
        return i;
    }

    private static boolean isPart(int c) {
        return Character.isLetterOrDigit(c) || c == '_';
    }
}
