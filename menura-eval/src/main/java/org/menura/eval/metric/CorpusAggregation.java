package org.menura.eval.metric;

import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;
import org.menura.format.FormatException;

/**
 * Aggregates pairs of references and answer to the score of the corpus. What answers contribute is counted once, also where
 * they are drawn many times.
 */
final class CorpusAggregation implements Aggregation {
    private final String name;
    private final Counter counter;
    private final ToDoubleFunction<double[]> score;

    /** What an answer contributes. */
    @FunctionalInterface
    private interface Counter {
        double[] count(String answer, List<String> references);
    }

    private CorpusAggregation(String name, Counter counter, ToDoubleFunction<double[]> score) {
        this.name = name;
        this.counter = counter;
        this.score = score;
    }

    static Aggregation bleu() {
        Bleu bleu = Bleu.ofCorpus(BleuTokenizer.MTEVAL_13A);
        return new CorpusAggregation(
                "bleu",
                (answer, references) -> doubles(bleu.statistics(answer, references)),
                sum -> bleu.score(longs(sum)).score());
    }

    static Aggregation chrf(String name, int wordOrder) {
        Chrf chrf = new Chrf(wordOrder);
        return new CorpusAggregation(
                name,
                (answer, references) -> doubles(chrf.statistics(answer, references)),
                sum -> chrf.score(longs(sum)));
    }

    static Aggregation ter() {
        return new CorpusAggregation("ter", Ter::statistics, Ter::score);
    }

    private static double[] doubles(long[] counts) {
        double[] doubles = new double[counts.length];
        java.util.Arrays.setAll(doubles, i -> counts[i]);
        return doubles;
    }

    private static long[] longs(double[] counts) {
        long[] longs = new long[counts.length];
        java.util.Arrays.setAll(longs, i -> (long) counts[i]);
        return longs;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public Number of(List<? extends @Nullable Object> scores) {
        if (scores.isEmpty()) {
            throw new FormatException("There are no answers to score by " + name + ".");
        }
        List<double[]> counts = counts(scores);
        int[] all = new int[counts.size()];
        java.util.Arrays.setAll(all, i -> i);
        return total(counts, all);
    }

    @Override
    public Drawn prepare(List<? extends @Nullable Object> scores) {
        List<double[]> counts = counts(scores);
        return picks -> total(counts, picks);
    }

    private double total(List<double[]> counts, int[] picks) {
        double[] sum = new double[counts.getFirst().length];
        for (int pick : picks) {
            double[] one = counts.get(pick);
            for (int i = 0; i < sum.length; i++) {
                sum[i] += one[i];
            }
        }
        return score.applyAsDouble(sum);
    }

    private List<double[]> counts(List<? extends @Nullable Object> scores) {
        List<List<String>> references = new ArrayList<>();
        int least = Integer.MAX_VALUE;
        for (Object pair : scores) {
            List<String> of = Scores.texts(Scores.first(pair));
            least = Math.min(least, of.size());
            references.add(of);
        }
        List<double[]> counts = new ArrayList<>();
        for (int i = 0; i < scores.size(); i++) {
            // Answers with more references than others have the first ones only, as in lm-evaluation-harness.
            String answer = Scores.onlyText(Scores.second(scores.get(i)));
            counts.add(counter.count(answer, references.get(i).subList(0, least)));
        }
        return counts;
    }
}
