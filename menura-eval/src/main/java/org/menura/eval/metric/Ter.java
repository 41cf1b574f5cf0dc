package org.menura.eval.metric;

import java.util.List;
import org.menura.format.FormatException;
import org.menura.format.python.PythonCharacters;
import org.menura.format.python.PythonText;

/**
 * Computes the translation edit rate (M. Snover et al., AMTA 2006) as sacreBLEU 2.6 does: edits and moves per word of the
 * references, case ignored. Less is better.
 */
public final class Ter {
    private Ter() {}

    /** Scores an answer by its references; 0 is the best, and 100 is not the worst. */
    public static double sentence(String answer, List<String> references) {
        return score(statistics(answer, references));
    }

    /** Scores answers together, each by its references. */
    public static double corpus(List<String> answers, List<List<String>> references) {
        if (answers.isEmpty() || answers.size() != references.size()) {
            throw new FormatException("TER needs references for each of at least one answer.");
        }
        double[] sum = new double[2];
        for (int i = 0; i < answers.size(); i++) {
            double[] one = statistics(answers.get(i), references.get(i));
            sum[0] += one[0];
            sum[1] += one[1];
        }
        return score(sum);
    }

    /** The least number of edits, and the mean length of the references. */
    static double[] statistics(String answer, List<String> references) {
        if (references.isEmpty()) {
            throw new FormatException("TER needs at least one reference of each answer.");
        }
        String[] words = words(answer);
        long lengths = 0;
        long least = Long.MAX_VALUE;
        for (String reference : references) {
            String[] other = words(reference);
            lengths += other.length;
            least = Math.min(least, EditRate.edits(words, other));
        }
        return new double[] {least, (double) lengths / references.size()};
    }

    private static String[] words(String text) {
        return PythonText.split(PythonCharacters.lower(PythonText.stripRight(text)))
                .toArray(String[]::new);
    }

    static double score(double[] statistics) {
        return 100 * (statistics[1] > 0 ? statistics[0] / statistics[1] : statistics[0] > 0 ? 1 : 0);
    }
}
