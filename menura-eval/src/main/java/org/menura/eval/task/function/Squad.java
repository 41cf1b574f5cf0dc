package org.menura.eval.task.function;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntPredicate;
import org.menura.format.python.PythonCharacters;
import org.menura.format.python.PythonRegex;
import org.menura.format.python.PythonText;

/** Compares answers as SQuAD's evaluation does: without case, punctuation, articles and surplus white space. */
final class Squad {
    /** ASCII punctuation: Python's {@code string.punctuation}. */
    static final String PUNCTUATION = "!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~";

    private static final PythonRegex ARTICLES = PythonRegex.compile("\\b(a|an|the)\\b");

    private Squad() {}

    static String normal(String answer) {
        String plain = without(PythonCharacters.lower(answer), c -> PUNCTUATION.indexOf(c) >= 0);
        return String.join(" ", PythonText.split(ARTICLES.sub(" ", plain)));
    }

    static String without(String text, IntPredicate dropped) {
        StringBuilder out = new StringBuilder(text.length());
        text.codePoints().filter(dropped.negate()).forEach(out::appendCodePoint);
        return out.toString();
    }

    /** Returns 1 if two answers are the same, else 0. */
    static long exact(String gold, String predicted) {
        return normal(gold).equals(normal(predicted)) ? 1 : 0;
    }

    /** Returns the F-score of shared words: a float, or an integer where one of the answers has none, or none is shared. */
    static Number f1(String gold, String predicted) {
        List<String> goldWords = PythonText.split(normal(gold));
        List<String> words = PythonText.split(normal(predicted));
        if (goldWords.isEmpty() || words.isEmpty()) {
            return goldWords.equals(words) ? 1L : 0L;
        }
        return f1(goldWords, words);
    }

    /** Returns the F-score of shared words; the integer 0 where none is shared. */
    static Number f1(List<String> gold, List<String> predicted) {
        Map<String, Integer> left = new HashMap<>();
        gold.forEach(word -> left.merge(word, 1, Integer::sum));
        long same = 0;
        for (String word : predicted) {
            if (left.merge(word, -1, Integer::sum) >= 0) {
                same++;
            }
        }
        if (same == 0) {
            return 0L;
        }
        double precision = 1.0 * same / predicted.size();
        double recall = 1.0 * same / gold.size();
        return 2 * precision * recall / (precision + recall);
    }

    /** Returns the greater number, the first of equals. */
    static Number max(Number first, Number second) {
        return second.doubleValue() > first.doubleValue() ? second : first;
    }
}
