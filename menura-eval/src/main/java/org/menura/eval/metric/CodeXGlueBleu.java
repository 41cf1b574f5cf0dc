package org.menura.eval.metric;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.menura.format.FormatException;
import org.menura.format.python.PythonMath;
import org.menura.format.python.PythonText;

/**
 * Computes BLEU as CodeXGLUE's code tasks do, over words between whitespace: the shortest reference sets the brevity
 * penalty, and smoothing adds one to matches and totals of each order (C.-Y. Lin, F. J. Och, COLING 2004).
 */
public final class CodeXGlueBleu {
    private static final int ORDER = 4;

    private CodeXGlueBleu() {}

    /**
     * A score.
     *
     * @param bleu from 0 to 1
     * @param precisions per order, from 0 to 1
     * @param brevityPenalty what short answers are multiplied by
     * @param ratio length of the answers by that of the references
     */
    public record Score(double bleu, double[] precisions, double brevityPenalty, double ratio) {}

    /** Scores answers together, each by its references. */
    public static Score of(List<String> answers, List<List<String>> references, boolean smooth) {
        if (answers.isEmpty() || answers.size() != references.size()) {
            throw new FormatException("BLEU needs references for each of at least one answer.");
        }
        long[] matches = new long[ORDER];
        long[] totals = new long[ORDER];
        long length = 0;
        long other = 0;
        for (int i = 0; i < answers.size(); i++) {
            List<String> words = PythonText.split(answers.get(i));
            List<List<String>> others =
                    references.get(i).stream().map(PythonText::split).toList();
            length += words.size();
            other += others.stream().mapToInt(List::size).min().orElse(0);
            for (int n = 1; n <= ORDER; n++) {
                Map<String, Integer> most = new HashMap<>();
                for (List<String> one : others) {
                    Ngrams.ofWords(one, n).forEach((gram, count) -> most.merge(gram, count, Math::max));
                }
                matches[n - 1] += Ngrams.common(Ngrams.ofWords(words, n), most);
                totals[n - 1] += Math.max(0, words.size() - n + 1);
            }
        }
        return score(matches, totals, (double) length / other, smooth);
    }

    /**
     * Scores the words of an answer by those of a reference, as CodeXGLUE's descriptions of code are: orders above the first
     * have one match more, and the least normal double stands for nothing in logarithms.
     *
     * @return a score from 0 to 1
     */
    public static double ofText(List<String> answer, List<String> reference) {
        double sum = 0;
        for (int n = 1; n <= ORDER; n++) {
            long matches = Ngrams.common(Ngrams.ofWords(answer, n), Ngrams.ofWords(reference, n));
            long all = Math.max(answer.size() - n + 1, 0);
            long more = n == 1 ? 0 : 1;
            sum += PythonMath.log(matches + more + Double.MIN_NORMAL) - PythonMath.log(all + more + Double.MIN_NORMAL);
        }
        double brevity = Math.min(0, 1 - (reference.size() + 1.0) / (answer.size() + 1));
        return PythonMath.exp(sum / ORDER + brevity);
    }

    private static Score score(long[] matches, long[] totals, double ratio, boolean smooth) {
        double[] precisions = new double[ORDER];
        double least = Double.POSITIVE_INFINITY;
        for (int n = 0; n < ORDER; n++) {
            if (smooth) {
                precisions[n] = (matches[n] + 1.0) / (totals[n] + 1.0);
            } else {
                precisions[n] = totals[n] > 0 ? (double) matches[n] / totals[n] : 0;
            }
            least = Math.min(least, precisions[n]);
        }
        double mean = 0;
        if (least > 0) {
            double sum = 0;
            for (double precision : precisions) {
                sum += 1.0 / ORDER * PythonMath.log(precision);
            }
            mean = PythonMath.exp(sum);
        }
        double penalty = ratio > 1 ? 1 : ratio > 0 ? PythonMath.exp(1 - 1 / ratio) : 0;
        return new Score(mean * penalty, precisions, penalty, ratio);
    }
}
