package org.menura.detect.measure;

import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
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

    /** The texts in the order of their scores, cut where the scores differ. */
    private static int[] ranks(double[] scores) {
        Integer[] order = new Integer[scores.length];
        Arrays.setAll(order, i -> i);
        Arrays.sort(order, Comparator.comparingDouble(i -> scores[i]));
        int[] rank = new int[scores.length];
        int next = -1;
        for (int i = 0; i < order.length; i++) {
            next += i == 0 || scores[order[i]] != scores[order[i - 1]] ? 1 : 0;
            rank[order[i]] = next;
        }
        return rank;
    }

    private static double[] interval(double[] scores, boolean[] isMachine, List<String> groups) {
        Map<String, Integer> numbers = new HashMap<>();
        int[] group = groups.stream()
                .mapToInt(g -> numbers.computeIfAbsent(g, _ -> numbers.size()))
                .toArray();
        int[] rank = ranks(scores);
        int last = Arrays.stream(rank).max().orElse(0);
        Rng random = new Rng(0);
        double[] areas = new double[DRAWS];
        int count = 0;
        for (int d = 0; d < DRAWS; d++) {
            int[] times = new int[numbers.size()];
            for (int i = 0; i < times.length; i++) {
                times[random.nextInt(times.length)]++;
            }
            long[] machines = new long[last + 1];
            long[] humans = new long[last + 1];
            for (int i = 0; i < rank.length; i++) {
                (isMachine[i] ? machines : humans)[rank[i]] += times[group[i]];
            }
            double area = area(machines, humans);
            if (!Double.isNaN(area)) {
                areas[count++] = area;
            }
        }
        double[] sorted = Arrays.copyOf(areas, count);
        Arrays.sort(sorted);
        return count == 0
                ? new double[] {Double.NaN, Double.NaN}
                : new double[] {sorted[(int) (OUTSIDE * count)], sorted[(int) ((1 - OUTSIDE) * (count - 1))]};
    }

    /** The share of pairs in which the text of a model ranks higher, ties by half; not a number without pairs. */
    private static double area(long[] machines, long[] humans) {
        double won = 0;
        long below = 0;
        long all = 0;
        for (int r = 0; r < machines.length; r++) {
            won += machines[r] * (below + humans[r] / 2.0);
            below += humans[r];
            all += machines[r];
        }
        return won / ((double) all * below);
    }
}
