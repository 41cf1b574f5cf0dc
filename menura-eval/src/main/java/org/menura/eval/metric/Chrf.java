package org.menura.eval.metric;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.menura.format.FormatException;
import org.menura.format.python.PythonText;

/**
 * Computes chrF (M. Popović, W15-3049), and chrF++ with n-grams of words, as sacreBLEU 2.6 does: recall counts twice, and
 * orders that one side lacks are left out.
 *
 * @param wordOrder up to which length n-grams of words count; 0 for chrF, 2 for chrF++
 */
public record Chrf(int wordOrder) {
    private static final int CHARACTER_ORDER = 6;
    private static final double BETA_SQUARED = 4;
    private static final String PUNCTUATION = "!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~";

    /** Scores an answer by its references, from 0 to 100. */
    public double sentence(String answer, List<String> references) {
        return score(statistics(answer, references));
    }

    /** Scores answers together, each by its references. */
    public double corpus(List<String> answers, List<List<String>> references) {
        if (answers.isEmpty() || answers.size() != references.size()) {
            throw new FormatException("chrF needs references for each of at least one answer.");
        }
        long[] sum = new long[3 * orders()];
        for (int i = 0; i < answers.size(); i++) {
            long[] one = statistics(answers.get(i), references.get(i));
            for (int j = 0; j < sum.length; j++) {
                sum[j] += one[j];
            }
        }
        return score(sum);
    }

    private int orders() {
        return CHARACTER_ORDER + wordOrder;
    }

    /** Per order the n-grams of the answer, of its best reference, and of both. */
    long[] statistics(String answer, List<String> references) {
        List<Map<String, Integer>> said = ngrams(answer);
        long[] best = {};
        double most = -1;
        for (String reference : references) {
            List<Map<String, Integer>> there = ngrams(reference);
            long[] one = new long[3 * orders()];
            for (int i = 0; i < orders(); i++) {
                one[3 * i] = there.get(i).isEmpty() ? 0 : Ngrams.total(said.get(i));
                one[3 * i + 1] = Ngrams.total(there.get(i));
                one[3 * i + 2] = Ngrams.common(said.get(i), there.get(i));
            }
            double score = score(one);
            if (score > most) {
                most = score;
                best = one;
            }
        }
        if (most < 0) {
            throw new FormatException("chrF needs at least one reference of each answer.");
        }
        return best;
    }

    private List<Map<String, Integer>> ngrams(String text) {
        List<Map<String, Integer>> all = new ArrayList<>();
        for (int n = 1; n <= CHARACTER_ORDER; n++) {
            all.add(Ngrams.ofCharacters(text, n));
        }
        List<String> words = wordOrder > 0 ? words(text) : List.of();
        for (int n = 1; n <= wordOrder; n++) {
            all.add(Ngrams.ofWords(words, n));
        }
        return all;
    }

    /** Words, with a mark of punctuation at one end as a word of its own. */
    private static List<String> words(String text) {
        List<String> words = new ArrayList<>();
        for (String word : PythonText.split(text)) {
            int length = word.length();
            if (PythonText.length(word) == 1) {
                words.add(word);
            } else if (PUNCTUATION.indexOf(word.charAt(length - 1)) >= 0) {
                words.add(word.substring(0, length - 1));
                words.add(word.substring(length - 1));
            } else if (PUNCTUATION.indexOf(word.charAt(0)) >= 0) {
                words.add(word.substring(0, 1));
                words.add(word.substring(1));
            } else {
                words.add(word);
            }
        }
        return words;
    }

    double score(long[] statistics) {
        double precision = 0;
        double recall = 0;
        int orders = 0;
        for (int i = 0; i < statistics.length; i += 3) {
            if (statistics[i] > 0 && statistics[i + 1] > 0) {
                precision += (double) statistics[i + 2] / statistics[i];
                recall += (double) statistics[i + 2] / statistics[i + 1];
                orders++;
            }
        }
        if (orders == 0) {
            return 0;
        }
        precision /= orders;
        recall /= orders;
        if (precision + recall == 0) {
            return 0;
        }
        double score = (1 + BETA_SQUARED) * precision * recall;
        return 100 * (score / (BETA_SQUARED * precision + recall));
    }
}
