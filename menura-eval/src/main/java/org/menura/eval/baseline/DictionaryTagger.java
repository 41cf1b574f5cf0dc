package org.menura.eval.baseline;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.menura.data.TaggedSentence;
import org.menura.format.python.PythonCharacters;
import org.menura.train.measure.Entities;

/**
 * Tags what was an entity in the training sentences: from left to right the longest run of words that is one of the names. Case counts
 * in words of three characters at most or of capitals alone, which are mostly abbreviations. A name with several types has the most
 * frequent one.
 */
public final class DictionaryTagger implements Tagger {
    private final SortedMap<String, String> names;
    private final int longest;

    /**
     * Makes a tagger of names.
     *
     * @param names types by names: words with a blank between, in lower case if their case does not count
     */
    public DictionaryTagger(Map<String, String> names) {
        this.names = Collections.unmodifiableSortedMap(new TreeMap<>(names));
        this.longest = names.keySet().stream()
                .mapToInt(name -> name.split(" ", -1).length)
                .max()
                .orElse(0);
    }

    /** Collects the entities of sentences. */
    public static DictionaryTagger fit(List<TaggedSentence> sentences) {
        Map<String, Map<String, Integer>> counts = new HashMap<>();
        for (TaggedSentence sentence : sentences) {
            for (Entities.Entity entity : Entities.list(sentence.tags())) {
                counts.computeIfAbsent(name(sentence.words(), entity.start(), entity.end()), _ -> new TreeMap<>())
                        .merge(entity.type(), 1, Integer::sum);
            }
        }
        return new DictionaryTagger(counts.entrySet().stream()
                .collect(Collectors.toMap(Map.Entry::getKey, e -> mostFrequent(e.getValue()))));
    }

    private static String mostFrequent(Map<String, Integer> counts) {
        return Collections.max(counts.entrySet(), Map.Entry.comparingByValue()).getKey();
    }

    private static String name(List<String> words, int start, int end) {
        return words.subList(start, end).stream()
                .map(word -> word.length() <= 3 || PythonCharacters.isCased(word, true) ? word : PythonCharacters.lower(word))
                .collect(Collectors.joining(" "));
    }

    /** Returns the type of each name. */
    public SortedMap<String, String> names() {
        return names;
    }

    @Override
    public List<String> tag(List<String> words) {
        List<String> tags = new ArrayList<>(Collections.nCopies(words.size(), "O"));
        int start = 0;
        while (start < words.size()) {
            int end = Math.min(words.size(), start + longest);
            String type = null;
            while (end > start && (type = names.get(name(words, start, end))) == null) {
                end--;
            }
            if (type == null) {
                start++;
                continue;
            }
            for (int i = start; i < end; i++) {
                tags.set(i, (i == start ? "B-" : "I-") + type);
            }
            start = end;
        }
        return tags;
    }
}
