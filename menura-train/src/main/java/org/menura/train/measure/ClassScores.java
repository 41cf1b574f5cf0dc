package org.menura.train.measure;

import java.util.SequencedMap;

/**
 * Scores of text classification: accuracy and macro F1, the mean of the F1 of each class of the data.
 *
 * @param predictions whose targets are the texts' classes
 * @param classes number of classes
 */
public record ClassScores(Predictions<?> predictions, int classes) implements Metric {
    @Override
    public SequencedMap<String, Double> now() {
        Predictions.Totals totals = new Predictions.Totals();
        long[] met = new long[classes];
        long[] wanted = new long[classes];
        long[] said = new long[classes];
        predictions.each((_, outcome) -> {
            totals.add(outcome);
            for (int i = 0; i < outcome.targets().length; i++) {
                int target = outcome.targets()[i];
                int predicted = outcome.predicted()[i];
                wanted[target]++;
                said[predicted]++;
                met[target] += target == predicted ? 1 : 0;
            }
        });
        SequencedMap<String, Double> metrics = totals.metrics();
        metrics.put("macro_f1", macroF1(met, wanted, said));
        return metrics;
    }

    private static double macroF1(long[] met, long[] wanted, long[] said) {
        double sum = 0;
        int present = 0;
        for (int c = 0; c < met.length; c++) {
            if (wanted[c] + said[c] > 0) {
                present++;
                sum += 2.0 * met[c] / (wanted[c] + said[c]);
            }
        }
        return present == 0 ? 0 : sum / present;
    }
}
