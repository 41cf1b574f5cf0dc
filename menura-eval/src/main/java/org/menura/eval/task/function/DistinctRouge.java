package org.menura.eval.task.function;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.menura.format.python.PythonText;

/**
 * Computes ROUGE-L of summaries as the Python package {@code rouge} 1.0.1 does: sentences end at full stops, and every word
 * counts once.
 */
final class DistinctRouge {
    /** Longer walks through two sentences end in an error in Python, where {@code lm_eval} calls it, and so in a score of 0. */
    private static final int MOST_STEPS = 981;

    private static final double SMALL = 1e-8;

    private DistinctRouge() {}

    /** Returns the F-score, 0 where one of the texts has no sentence. */
    static double f1(String answer, String reference) {
        List<List<String>> said = sentences(answer);
        List<List<String>> there = sentences(reference);
        if (said.isEmpty() || there.isEmpty()) {
            return 0.0;
        }
        Set<String> shared = new HashSet<>();
        for (List<String> sentence : there) {
            for (List<String> other : said) {
                if (!addShared(sentence, other, shared)) {
                    return 0.0;
                }
            }
        }
        double recall = (double) shared.size() / distinct(there);
        double precision = (double) shared.size() / distinct(said);
        return 2.0 * (precision * recall / (precision + recall + SMALL));
    }

    private static List<List<String>> sentences(String text) {
        List<List<String>> sentences = new ArrayList<>();
        for (String sentence : PythonText.split(text, ".", -1)) {
            if (!sentence.isEmpty()) {
                List<String> words = PythonText.split(sentence);
                sentences.add(words.isEmpty() ? List.of("") : words);
            }
        }
        return sentences;
    }

    private static int distinct(List<List<String>> sentences) {
        Set<String> words = new HashSet<>();
        sentences.forEach(words::addAll);
        return words.size();
    }

    /** Adds the words of a longest common subsequence; returns false where the walk along it is too long. */
    private static boolean addShared(List<String> sentence, List<String> other, Set<String> shared) {
        int[][] lengths = new int[sentence.size() + 1][other.size() + 1];
        for (int i = 1; i <= sentence.size(); i++) {
            for (int j = 1; j <= other.size(); j++) {
                lengths[i][j] = sentence.get(i - 1).equals(other.get(j - 1))
                        ? lengths[i - 1][j - 1] + 1
                        : Math.max(lengths[i - 1][j], lengths[i][j - 1]);
            }
        }
        int i = sentence.size();
        int j = other.size();
        for (int steps = 0; i > 0 && j > 0; steps++) {
            if (steps == MOST_STEPS) {
                return false;
            }
            if (sentence.get(i - 1).equals(other.get(j - 1))) {
                shared.add(sentence.get(--i));
                j--;
            } else if (lengths[i - 1][j] > lengths[i][j - 1]) {
                i--;
            } else {
                j--;
            }
        }
        return true;
    }
}
