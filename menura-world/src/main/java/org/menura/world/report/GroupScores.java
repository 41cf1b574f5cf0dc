package org.menura.world.report;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;
import org.menura.eval.code.PassAtK;
import org.menura.eval.metric.BootstrapInterval;
import org.menura.world.suite.TrialResult;

/**
 * What an agent reached on some tasks.
 *
 * @param tasks their number
 * @param trials of all tasks together
 * @param score mean over tasks of the mean over trials
 * @param interval of the score, with 95 % confidence; tasks are what is drawn
 * @param passAll pass^k for k = 1 … trials of a task: the chance that all of k trials pass
 * @param passAny pass@k likewise: the chance that one of k passes
 * @param metrics means of further numbers over the trials that have them, by name
 * @param questions mean of a trial
 * @param promptTokens mean of a trial
 * @param tokens of answers, mean of a trial
 * @param failures trials in which the mind could not answer in the form asked for
 */
public record GroupScores(
        int tasks,
        int trials,
        double score,
        BootstrapInterval interval,
        List<Double> passAll,
        List<Double> passAny,
        Map<String, Double> metrics,
        double questions,
        double promptTokens,
        double tokens,
        int failures) {
    /** Sums up trials, of which there is at least one. */
    static GroupScores of(List<TrialResult> results) {
        SequencedMap<String, List<TrialResult>> byTask = new LinkedHashMap<>();
        results.forEach(
                r -> byTask.computeIfAbsent(r.task(), _ -> new ArrayList<>()).add(r));
        double[] scores = byTask.values().stream()
                .mapToDouble(trials -> mean(trials, r -> r.outcome().score()))
                .toArray();
        int most = byTask.values().stream().mapToInt(List::size).min().orElse(0);
        List<Double> all = new ArrayList<>();
        List<Double> any = new ArrayList<>();
        for (int k = 1; k <= most; k++) {
            double sumOfAll = 0;
            double sumOfAny = 0;
            for (List<TrialResult> trials : byTask.values()) {
                int right =
                        (int) trials.stream().filter(r -> r.outcome().passed()).count();
                sumOfAll += PassAtK.estimateAll(trials.size(), right, k);
                sumOfAny += PassAtK.estimate(trials.size(), right, k);
            }
            all.add(sumOfAll / byTask.size());
            any.add(sumOfAny / byTask.size());
        }
        double sum = 0;
        for (double score : scores) {
            sum += score;
        }
        return new GroupScores(
                byTask.size(),
                results.size(),
                sum / scores.length,
                BootstrapInterval.ofMean(scores),
                all,
                any,
                metrics(results),
                mean(results, TrialResult::questions),
                mean(results, TrialResult::promptTokens),
                mean(results, TrialResult::tokens),
                (int) results.stream().filter(r -> r.failure() != null).count());
    }

    private static double mean(List<TrialResult> results, ToDoubleFunction<TrialResult> number) {
        double sum = 0;
        for (TrialResult result : results) {
            sum += number.applyAsDouble(result);
        }
        return sum / results.size();
    }

    private static Map<String, Double> metrics(List<TrialResult> results) {
        Map<String, double[]> sums = new TreeMap<>();
        for (TrialResult result : results) {
            result.outcome().metrics().forEach((name, value) -> {
                if (!Double.isNaN(value)) {
                    double[] sum = sums.computeIfAbsent(name, _ -> new double[2]);
                    sum[0] += value;
                    sum[1]++;
                }
            });
        }
        SequencedMap<String, Double> means = new LinkedHashMap<>();
        sums.forEach((name, sum) -> means.put(name, sum[0] / sum[1]));
        return means;
    }
}
