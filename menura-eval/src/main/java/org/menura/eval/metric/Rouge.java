package org.menura.eval.metric;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * Computes ROUGE (C.-Y. Lin, W04-1013) as Google's rouge-score does without stemming: small letters and digits are words,
 * all else stands between them.
 *
 * @param precision share of the answer's units that the reference has
 * @param recall share of the reference's units that the answer has
 * @param f1 their harmonic mean
 */
public record Rouge(double precision, double recall, double f1) {
    private static final Pattern BETWEEN = Pattern.compile("[^a-z0-9]+");

    /** Compares n-grams of words. */
    public static Rouge ofNgrams(String reference, String answer, int order) {
        Map<String, Integer> there = Ngrams.ofWords(words(reference), order);
        Map<String, Integer> said = Ngrams.ofWords(words(answer), order);
        return of(Ngrams.common(there, said), Ngrams.total(there), Ngrams.total(said));
    }

    /** Compares by the longest common subsequence (ROUGE-L). */
    public static Rouge ofSubsequence(String reference, String answer) {
        List<String> there = words(reference);
        List<String> said = words(answer);
        if (there.isEmpty() || said.isEmpty()) {
            return new Rouge(0, 0, 0);
        }
        return of(lengths(there, said)[there.size()][said.size()], there.size(), said.size());
    }

    /** Compares by the union of longest common subsequences of sentences, one a line (ROUGE-Lsum). */
    public static Rouge ofSummary(String reference, String answer) {
        List<List<String>> there = sentences(reference);
        List<List<String>> said = sentences(answer);
        if (there.isEmpty() || said.isEmpty()) {
            return new Rouge(0, 0, 0);
        }
        Map<String, Integer> leftThere = counts(there);
        Map<String, Integer> leftSaid = counts(said);
        long hits = 0;
        for (List<String> sentence : there) {
            boolean[] found = new boolean[sentence.size()];
            for (List<String> other : said) {
                mark(sentence, other, found);
            }
            for (int i = 0; i < found.length; i++) {
                String word = sentence.get(i);
                if (found[i] && leftThere.getOrDefault(word, 0) > 0 && leftSaid.getOrDefault(word, 0) > 0) {
                    hits++;
                    leftThere.merge(word, -1, Integer::sum);
                    leftSaid.merge(word, -1, Integer::sum);
                }
            }
        }
        long all = there.stream().mapToLong(List::size).sum();
        long spoken = said.stream().mapToLong(List::size).sum();
        return of(hits, all, spoken);
    }

    private static Rouge of(long hits, long there, long said) {
        double precision = (double) hits / Math.max(said, 1);
        double recall = (double) hits / Math.max(there, 1);
        double f1 = precision + recall > 0 ? 2 * precision * recall / (precision + recall) : 0;
        return new Rouge(precision, recall, f1);
    }

    private static List<String> words(String text) {
        return Arrays.stream(BETWEEN.split(text.toLowerCase(Locale.ROOT)))
                .filter(word -> !word.isEmpty())
                .toList();
    }

    private static List<List<String>> sentences(String text) {
        List<List<String>> sentences = new ArrayList<>();
        for (String line : text.split("\n", -1)) {
            if (!line.isEmpty()) {
                sentences.add(words(line));
            }
        }
        return sentences;
    }

    private static Map<String, Integer> counts(List<List<String>> sentences) {
        Map<String, Integer> counts = new HashMap<>();
        sentences.forEach(sentence -> sentence.forEach(word -> counts.merge(word, 1, Integer::sum)));
        return counts;
    }

    private static int[][] lengths(List<String> a, List<String> b) {
        int[][] lengths = new int[a.size() + 1][b.size() + 1];
        for (int i = 1; i <= a.size(); i++) {
            for (int j = 1; j <= b.size(); j++) {
                lengths[i][j] = a.get(i - 1).equals(b.get(j - 1))
                        ? lengths[i - 1][j - 1] + 1
                        : Math.max(lengths[i - 1][j], lengths[i][j - 1]);
            }
        }
        return lengths;
    }

    /** Marks the words of a sentence that lie on a longest common subsequence. */
    private static void mark(List<String> sentence, List<String> other, boolean[] found) {
        int[][] lengths = lengths(sentence, other);
        int i = sentence.size();
        int j = other.size();
        while (i > 0 && j > 0) {
            if (sentence.get(i - 1).equals(other.get(j - 1))) {
                found[--i] = true;
                j--;
            } else if (lengths[i][j - 1] > lengths[i - 1][j]) {
                j--;
            } else {
                i--;
            }
        }
    }
}
