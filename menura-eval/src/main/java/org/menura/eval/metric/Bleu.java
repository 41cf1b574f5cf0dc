package org.menura.eval.metric;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.menura.format.FormatException;
import org.menura.format.python.PythonCharacters;
import org.menura.format.python.PythonMath;

/**
 * Computes BLEU (K. Papineni et al., ACL 2002) as sacreBLEU 2.6 does, up to n-grams of four words.
 *
 * @param tokenizer what splits sentences
 * @param lowercase whether case is ignored
 * @param smoothing what a count of none stands for
 * @param smoothingValue what is added by {@code FLOOR} and {@code ADD_K}
 * @param effectiveOrder whether orders that a sentence is too short for are left out, as for single sentences
 */
public record Bleu(
        BleuTokenizer tokenizer,
        boolean lowercase,
        Smoothing smoothing,
        double smoothingValue,
        boolean effectiveOrder) {
    private static final int ORDER = 4;
    private static final double LOG_OF_ZERO = -9999999999.0;

    /** What is done about orders without a match (B. Chen, C. Cherry, W14-3346). */
    public enum Smoothing {
        /** Nothing. */
        NONE,
        /** A small value counts as match. */
        FLOOR,
        /** A value is added to matches and totals of all orders above the first. */
        ADD_K,
        /** Each further order without a match counts half of the one before. */
        EXP
    }

    /**
     * A score.
     *
     * @param score from 0 to 100
     * @param precisions per order, from 0 to 100
     * @param brevityPenalty what short answers are multiplied by
     * @param length tokens of the answers
     * @param referenceLength tokens of the references that are closest in length
     */
    public record Score(double score, double[] precisions, double brevityPenalty, long length, long referenceLength) {}

    /** Computes sacreBLEU's default for corpora. */
    public static Bleu ofCorpus(BleuTokenizer tokenizer) {
        return new Bleu(tokenizer, false, Smoothing.EXP, 0, false);
    }

    /** Computes sacreBLEU's default for single sentences. */
    public static Bleu ofSentence(BleuTokenizer tokenizer) {
        return new Bleu(tokenizer, false, Smoothing.EXP, 0, true);
    }

    /** Scores an answer by its references. */
    public Score sentence(String answer, List<String> references) {
        return score(statistics(answer, references));
    }

    /** Scores answers together, each by its references. */
    public Score corpus(List<String> answers, List<List<String>> references) {
        if (answers.isEmpty() || answers.size() != references.size()) {
            throw new FormatException("BLEU needs references for each of at least one answer.");
        }
        long[] sum = new long[2 + 2 * ORDER];
        for (int i = 0; i < answers.size(); i++) {
            long[] one = statistics(answers.get(i), references.get(i));
            for (int j = 0; j < sum.length; j++) {
                sum[j] += one[j];
            }
        }
        return score(sum);
    }

    /** Length, closest reference's length, matches per order, n-grams per order. */
    long[] statistics(String answer, List<String> references) {
        if (references.isEmpty()) {
            throw new FormatException("BLEU needs at least one reference of each answer.");
        }
        List<String> words = tokens(answer);
        List<List<String>> others = references.stream().map(this::tokens).toList();
        long[] statistics = new long[2 + 2 * ORDER];
        statistics[0] = words.size();
        statistics[1] = closest(words.size(), others);
        for (int n = 1; n <= ORDER; n++) {
            Map<String, Integer> most = new HashMap<>();
            for (List<String> other : others) {
                Ngrams.ofWords(other, n).forEach((gram, count) -> most.merge(gram, count, Math::max));
            }
            Map<String, Integer> said = Ngrams.ofWords(words, n);
            statistics[1 + n] = Ngrams.common(said, most);
            statistics[1 + ORDER + n] = Ngrams.total(said);
        }
        return statistics;
    }

    private List<String> tokens(String sentence) {
        return tokenizer.tokens(lowercase ? PythonCharacters.lower(sentence) : sentence);
    }

    private static int closest(int length, List<List<String>> references) {
        int closest = -1;
        int least = Integer.MAX_VALUE;
        for (List<String> reference : references) {
            int distance = Math.abs(length - reference.size());
            if (distance < least || distance == least && reference.size() < closest) {
                least = distance;
                closest = reference.size();
            }
        }
        return closest;
    }

    Score score(long[] statistics) {
        long length = statistics[0];
        long other = statistics[1];
        double penalty = 1;
        if (length < other) {
            penalty = length > 0 ? PythonMath.exp(1 - (double) other / length) : 0;
        }
        double[] precisions = new double[ORDER];
        boolean none = true;
        for (int n = 0; n < ORDER; n++) {
            none &= statistics[2 + n] == 0;
        }
        if (none) {
            return new Score(0, precisions, penalty, length, other);
        }
        int orders = precisions(statistics, precisions);
        double sum = 0;
        for (int n = 0; n < orders; n++) {
            sum += precisions[n] == 0 ? LOG_OF_ZERO : PythonMath.log(precisions[n]);
        }
        return new Score(penalty * PythonMath.exp(sum / orders), precisions, penalty, length, other);
    }

    /** Fills in precisions and returns how many orders count. */
    private int precisions(long[] statistics, double[] precisions) {
        double halved = 1;
        int orders = ORDER;
        for (int n = 0; n < ORDER; n++) {
            double added = smoothing == Smoothing.ADD_K && n > 0 ? smoothingValue : 0;
            double matches = statistics[2 + n] + added;
            double total = statistics[2 + ORDER + n] + added;
            if (total == 0) {
                break;
            }
            orders = effectiveOrder ? n + 1 : ORDER;
            if (matches > 0) {
                precisions[n] = 100 * matches / total;
            } else if (smoothing == Smoothing.EXP) {
                halved *= 2;
                precisions[n] = 100 / (halved * total);
            } else if (smoothing == Smoothing.FLOOR) {
                precisions[n] = 100 * smoothingValue / total;
            }
        }
        return orders;
    }
}
