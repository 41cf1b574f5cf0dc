package org.menura.eval.trust.perturb;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Reads word lists that come with Menura: {@code word: other, another} a line, with comments behind #. */
public final class WordLists {
    private WordLists() {}

    /** Reads a list by the name of its file. */
    public static Map<String, List<String>> read(String name) {
        try (InputStream in = WordLists.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalStateException("the word list " + name + " is missing from the program");
            }
            return parse(new String(in.readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Reads a list from its text. */
    public static Map<String, List<String>> parse(String text) {
        Map<String, List<String>> out = new LinkedHashMap<>();
        for (String line : text.split("\n", -1)) {
            String bare = line.replaceFirst("#.*", "").strip();
            int colon = bare.indexOf(':');
            if (colon > 0) {
                List<String> others = new ArrayList<>();
                for (String other : bare.substring(colon + 1).split(",", -1)) {
                    if (!other.isBlank()) {
                        others.add(other.strip());
                    }
                }
                out.put(bare.substring(0, colon).strip(), List.copyOf(others));
            }
        }
        return out;
    }

    /** Gives a word the case of the one that it replaces: small, capital, or its first letter capital. */
    public static String matchCase(String source, String target) {
        if (source.codePoints().allMatch(Character::isLowerCase)) {
            return target.toLowerCase(Locale.ROOT);
        }
        if (source.codePoints().allMatch(Character::isUpperCase)) {
            return target.toUpperCase(Locale.ROOT);
        }
        if (!source.isEmpty() && Character.isUpperCase(source.codePointAt(0))) {
            int first = target.isEmpty() ? 0 : Character.charCount(target.codePointAt(0));
            return target.substring(0, first).toUpperCase(Locale.ROOT)
                    + target.substring(first).toLowerCase(Locale.ROOT);
        }
        return target;
    }
}
