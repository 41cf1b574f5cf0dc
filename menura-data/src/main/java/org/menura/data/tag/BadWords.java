package org.menura.data.tag;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.menura.data.plan.MapStage;
import org.menura.data.plan.Options;
import org.menura.data.plan.Outcome;
import org.menura.data.text.Characters;
import org.menura.data.text.PhraseFinder;
import org.menura.data.text.TextView;
import org.menura.data.text.WordSet;
import org.menura.data.text.XxHash;
import org.menura.format.FormatException;
import org.menura.format.TextFile;

/**
 * Bad words of a language, as C4 and datatrove look for them: between what is no part of a word; in languages without spaces
 * anywhere.
 */
final class BadWords {
    private static final Set<String> WITHOUT_SPACES = Set.of("ja", "th", "zh");
    /** Common parts of words in languages without spaces, which would drop a tenth of their documents. */
    private static final Set<String> ALLOWED = Set.of("sm", "グロ", "女の子", "性");

    private final WordSet words;
    private final PhraseFinder phrases;
    private final int longest;
    private final boolean anywhere;

    BadWords(List<String> list, boolean anywhere) {
        List<String> used = list.stream()
                .map(String::strip)
                .filter(word -> !word.isEmpty() && !ALLOWED.contains(word))
                .toList();
        this.words = new WordSet(used);
        this.phrases = new PhraseFinder(List.of(anywhere ? used : List.of()));
        this.longest = used.stream().mapToInt(String::length).max().orElse(0);
        this.anywhere = anywhere;
    }

    /** Whether a text in small letters has one of the words. */
    boolean in(int[] points) {
        if (anywhere) {
            return phrases.find(points, 0, points.length) != 0;
        }
        for (int start = 0; start < points.length; start++) {
            if (start > 0 && isWord(points[start - 1])) {
                continue;
            }
            int last = Math.min(points.length, start + longest);
            for (int end = start + 1; end <= last; end++) {
                if ((end == points.length || !isWord(points[end])) && words.contains(points, start, end)) {
                    return true;
                }
            }
        }
        return false;
    }

    private static boolean isWord(int c) {
        return c == '_' || Characters.isAlphanumeric(c);
    }

    static MapStage stage(Options options) {
        double kept = options.real("keep_fraction", 0, 0, 1);
        String otherwise = options.text("language", "en");
        boolean refuses =
                options.choice("unknown", "refuse", List.of("refuse", "keep")).equals("refuse");
        Map<String, BadWords> lists = new LinkedHashMap<>();
        lists.put("en", new BadWords(NaughtyWords.ALL, false));
        Options files = options.part("lists");
        for (String language : files.names()) {
            lists.put(language, new BadWords(lines(files.file(language)), WITHOUT_SPACES.contains(language)));
        }
        return row -> {
            String language = row.document().metadata("language").asText("");
            language = language.isEmpty() ? otherwise : language;
            BadWords list = lists.get(language);
            if (list == null) {
                if (refuses) {
                    throw new FormatException(
                            ("document %s is in the language %s, of which there is no list of bad words;"
                                            + " give one with lists: {%s: FILE}, or say unknown: keep")
                                    .formatted(row.document().id(), language, language));
                }
                return Outcome.keep(row);
            }
            boolean found = list.in(new TextView(row.text()).lower().points());
            return !found || kept > 0 && draw(row.id().bytes()) < kept
                    ? Outcome.keep(row)
                    : Outcome.drop("document_removed_with_badwords");
        };
    }

    /** A number from 0 to 1 by the row's identity. */
    private static double draw(byte[] id) {
        return (XxHash.hash64(id, 0, id.length, 0) >>> 11) * 0x1p-53;
    }

    static List<String> lines(Path file) {
        try {
            return TextFile.lines(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
