package org.menura.data.tag;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.menura.data.text.PhraseFinder;
import org.menura.data.text.Slices;
import org.menura.data.text.WordSet;

/** The English words that C4's rules and Dolma's taggers call naughty, and the phrases that C4 looks for. */
final class NaughtyWords {
    static final long PHRASE = 1;
    static final long LOREM_IPSUM = 1 << 1;
    static final long JAVASCRIPT = 1 << 2;
    static final long CURLY_BRACE = 1 << 3;

    static final List<String> ALL = read();
    static final WordSet WORDS =
            new WordSet(ALL.stream().filter(word -> !word.contains(" ")).toList());
    /** The phrases, what makes a page a draft or code. */
    static final PhraseFinder PHRASES = new PhraseFinder(List.of(
            ALL.stream().filter(word -> word.contains(" ")).toList(),
            List.of("lorem ipsum"),
            List.of("javascript"),
            List.of("{")));

    static final WordSet SCRIPT = new WordSet(List.of("javascript"));

    private NaughtyWords() {}

    private static List<String> read() {
        try (InputStream in = NaughtyWords.class.getResourceAsStream("naughty-words-en.txt")) {
            if (in == null) {
                throw new IllegalStateException("naughty-words-en.txt is missing");
            }
            return new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))
                    .lines()
                    .filter(line -> !line.startsWith("#"))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static boolean anyOf(WordSet set, int[] points, Slices words) {
        for (int w = 0; w < words.size(); w++) {
            if (set.contains(points, words.start(w), words.end(w))) {
                return true;
            }
        }
        return false;
    }
}
