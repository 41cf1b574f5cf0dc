package org.menura.detect.attack;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.menura.eval.trust.perturb.WordLists;

/** Reads the lists of words that come with attacks. */
final class SpellingLists {
    private SpellingLists() {}

    static Map<String, List<String>> read(String name) {
        try (InputStream in = SpellingLists.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalStateException("the word list " + name + " is missing from the program");
            }
            return WordLists.parse(new String(in.readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
