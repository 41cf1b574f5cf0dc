package org.menura.generate.audio;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.menura.format.tokenizer.Tokenizer;

/** Splits tokens into words: at blanks and punctuation, or where a language has no blanks at every character. */
final class WordSplitter {
    /** Languages that are written without blanks between words. */
    private static final Set<String> WITHOUT_BLANKS = Set.of("zh", "ja", "th", "lo", "my", "yue");

    private static final String PUNCTUATION = "!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~";

    /** What tokens whose bytes end within a character decode to. */
    private static final String BROKEN = "\ufffd";

    private final Tokenizer tokenizer;

    /**
     * Some tokens that belong together.
     *
     * @param text with the blank before it
     * @param tokens their number
     */
    record Piece(String text, int tokens) {
        Piece plus(Piece next) {
            return new Piece(text + next.text, tokens + next.tokens);
        }
    }

    WordSplitter(Tokenizer tokenizer) {
        this.tokenizer = tokenizer;
    }

    /** Splits a text in a language. */
    List<Piece> split(int[] ids, String language) {
        List<Piece> words = new ArrayList<>();
        for (Piece piece : characters(ids)) {
            boolean begins = WITHOUT_BLANKS.contains(language)
                    || piece.text.startsWith(" ")
                    || PUNCTUATION.contains(piece.text.strip())
                    || words.isEmpty();
            if (begins) {
                words.add(piece);
            } else {
                words.add(words.removeLast().plus(piece));
            }
        }
        return words;
    }

    /** The fewest tokens that are whole characters. */
    private List<Piece> characters(int[] ids) {
        List<Piece> out = new ArrayList<>();
        int from = 0;
        for (int to = 1; to <= ids.length; to++) {
            String text = tokenizer.decode(Arrays.copyOfRange(ids, from, to), true);
            if (to == ids.length || !text.contains(BROKEN)) {
                out.add(new Piece(text, to - from));
                from = to;
            }
        }
        return out;
    }
}
