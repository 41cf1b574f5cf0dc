package org.menura.detect.measure;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.menura.eval.metric.Ranking;
import org.menura.tensor.Rng;

/**
 * How well scores tell texts of models from those of people.
 *
 * @param humans number of human texts
 * @param machines number of texts of models
 * @param auroc area under the ROC curve
 * @param low lower end of its 95 % interval, by a bootstrap over groups of texts
 * @param high upper end
 * @param averagePrecision area under precision over recall, in steps
 * @param truePositivesAt1 share of texts of models found at a false alarm rate of at most 1 % on these human texts
 * @param truePositivesAt5 the same at 5 %
 * @param partial standardised area up to a false alarm rate of 10 %
 */
public record DetectionFigures(
        int humans,
        int machines,
        double auroc,
        double low,
        double high,
        double averagePrecision,
        double truePositivesAt1,
        double truePositivesAt5,
        double partial) {
    private static final int DRAWS = 1000;
    private static final double OUTSIDE = 0.025;

    /**
     * Computes the figures; both kinds of texts must occur.
     *
     * @param scores higher for texts of models
     * @param groups of the texts, drawn together: a human text and its continuation by a model are no two witnesses
     */
    public static DetectionFigures of(double[] scores, boolean[] isMachine, List<String> groups) {
        int machines = 0;
        for (boolean machine : isMachine) {
            machines += machine ? 1 : 0;
        }
        double[] interval = interval(scores, isMachine, groups);
        return new DetectionFigures(
                scores.length - machines,
                machines,
                Ranking.auroc(scores, isMachine),
                interval[0],
                interval[1],
                Ranking.averagePrecision(scores, isMachine),
                Ranking.truePositiveRate(scores, isMachine, 0.01),
                Ranking.truePositiveRate(scores, isMachine, 0.05),
                Ranking.partialAuroc(scores, isMachine, 0.1));
    }

    private static double[] interval(double[] scores, boolean[] isMachine, List<String> groups) {
        Map<String, List<Integer>> members = new LinkedHashMap<>();
        for (int i = 0; i < scores.length; i++) {
            members.computeIfAbsent(groups.get(i), _ -> new ArrayList<>()).add(i);
        }
        List<List<Integer>> all = List.copyOf(members.values());
        Rng random = new Rng(0);
        List<Double> areas = new ArrayList<>();
        for (int d = 0; d < DRAWS; d++) {
            List<Integer> drawn = new ArrayList<>();
            for (int i = 0; i < all.size(); i++) {
                drawn.addAll(all.get(random.nextInt(all.size())));
            }
            double[] some = drawn.stream().mapToDouble(i -> scores[i]).toArray();
            boolean[] labels = new boolean[some.length];
            int positive = 0;
            for (int i = 0; i < labels.length; i++) {
                labels[i] = isMachine[drawn.get(i)];
                positive += labels[i] ? 1 : 0;
            }
            if (positive > 0 && positive < labels.length) {
                areas.add(Ranking.auroc(some, labels));
            }
        }
        double[] sorted = areas.stream().mapToDouble(Double::doubleValue).toArray();
        Arrays.sort(sorted);
        return sorted.length == 0
                ? new double[] {Double.NaN, Double.NaN}
                : new double[] {
                    sorted[(int) (OUTSIDE * sorted.length)], sorted[(int) ((1 - OUTSIDE) * (sorted.length - 1))]
                };
    }
}
