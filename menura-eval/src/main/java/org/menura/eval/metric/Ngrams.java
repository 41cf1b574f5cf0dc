package org.menura.eval.metric;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.menura.format.python.PythonText;

/** Counts n-grams of words and of characters. */
final class Ngrams {
    private Ngrams() {}

    /** Counts the n-grams of words of one order; words hold no blanks, so that n-grams are told apart by theirs. */
    static Map<String, Integer> ofWords(List<String> words, int order) {
        Map<String, Integer> counts = new HashMap<>();
        for (int i = 0; i + order <= words.size(); i++) {
            counts.merge(String.join(" ", words.subList(i, i + order)), 1, Integer::sum);
        }
        return counts;
    }

    /** Counts the n-grams of code points of one order, whitespace left out. */
    static Map<String, Integer> ofCharacters(String text, int order) {
        String joined = String.join("", PythonText.split(text));
        int[] points = joined.codePoints().toArray();
        Map<String, Integer> counts = new HashMap<>();
        for (int i = 0; i + order <= points.length; i++) {
            counts.merge(new String(points, i, order), 1, Integer::sum);
        }
        return counts;
    }

    static long total(Map<String, Integer> counts) {
        return counts.values().stream().mapToLong(Integer::longValue).sum();
    }

    /** Counts what two have in common. */
    static long common(Map<String, Integer> a, Map<String, Integer> b) {
        long common = 0;
        for (Map.Entry<String, Integer> entry : a.entrySet()) {
            common += Math.min(entry.getValue(), b.getOrDefault(entry.getKey(), 0));
        }
        return common;
    }
}
