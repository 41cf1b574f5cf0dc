package org.menura.recipes.hibehrt;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.menura.eval.metric.Ranking;
import org.menura.recipes.hibehrt.NextVisits.Question;
import org.menura.tensor.Rng;

/**
 * Scores of predictions: areas under the ROC and precision–recall curves, over all answers (micro), and as the mean over
 * conditions (macro).
 *
 * @param questions what was asked
 * @param probabilities [questions, conditions]
 */
record RecordScores(List<Question> questions, double[][] probabilities) {
    /** The scores that are reported. */
    enum Score {
        MICRO_AUROC,
        MACRO_AUROC,
        MICRO_AUPRC,
        MACRO_AUPRC
    }

    private static final int DRAWS = 300;

    double of(Score score) {
        int[] all = new int[questions.size()];
        Arrays.setAll(all, i -> i);
        return of(score, all);
    }

    private double of(Score score, int[] rows) {
        return switch (score) {
            case MICRO_AUROC -> micro(rows, Ranking::auroc);
            case MICRO_AUPRC -> micro(rows, Ranking::averagePrecision);
            case MACRO_AUROC -> macro(rows, Ranking::auroc);
            case MACRO_AUPRC -> macro(rows, Ranking::averagePrecision);
        };
    }

    /** An area under a curve. */
    @FunctionalInterface
    private interface Area {
        double of(double[] scores, boolean[] positive);
    }

    private int conditions() {
        return probabilities[0].length;
    }

    private double micro(int[] rows, Area area) {
        int n = conditions();
        double[] scores = new double[rows.length * n];
        boolean[] positive = new boolean[scores.length];
        for (int i = 0; i < scores.length; i++) {
            scores[i] = probabilities[rows[i / n]][i % n];
            positive[i] = questions.get(rows[i / n]).answers()[i % n];
        }
        return area.of(scores, positive);
    }

    /** The mean over the conditions that some have and some do not. */
    private double macro(int[] rows, Area area) {
        double sum = 0;
        int count = 0;
        for (int k = 0; k < conditions(); k++) {
            double[] scores = new double[rows.length];
            boolean[] positive = new boolean[rows.length];
            int positives = 0;
            for (int i = 0; i < rows.length; i++) {
                scores[i] = probabilities[rows[i]][k];
                positive[i] = questions.get(rows[i]).answers()[k];
                positives += positive[i] ? 1 : 0;
            }
            if (positives > 0 && positives < rows.length) {
                sum += area.of(scores, positive);
                count++;
            }
        }
        return count == 0 ? Double.NaN : sum / count;
    }

    /**
     * Computes a score of {@link #DRAWS} sets of as many patients, drawn with replacement: the same sets for all
     * predictions of the same questions, so that differences are paired.
     */
    double[] drawn(Score score) {
        Map<String, List<Integer>> rows = new LinkedHashMap<>();
        for (int i = 0; i < questions.size(); i++) {
            rows.computeIfAbsent(questions.get(i).patient().id(), _ -> new ArrayList<>())
                    .add(i);
        }
        List<List<Integer>> patients = List.copyOf(rows.values());
        Rng random = new Rng(0);
        double[] values = new double[DRAWS];
        for (int d = 0; d < DRAWS; d++) {
            List<Integer> drawn = new ArrayList<>();
            for (int i = 0; i < patients.size(); i++) {
                drawn.addAll(patients.get(random.nextInt(patients.size())));
            }
            values[d] = of(score, drawn.stream().mapToInt(Integer::intValue).toArray());
        }
        return values;
    }

    /** Returns the ends between which 95 % of the differences lie. */
    static double[] interval(double[] of, double[] than) {
        double[] differences = new double[of.length];
        Arrays.setAll(differences, i -> of[i] - than[i]);
        Arrays.sort(differences);
        return new double[] {
            differences[(int) (0.025 * differences.length)], differences[(int) (0.975 * differences.length)]
        };
    }
}
