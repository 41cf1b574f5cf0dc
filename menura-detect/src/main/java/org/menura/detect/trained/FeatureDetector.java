package org.menura.detect.trained;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.menura.detect.measure.LabelledText;
import org.menura.eval.baseline.LogisticRegression;
import org.menura.eval.baseline.SparseVector;

/**
 * Logistic regression on numbers that are known of each text: its length, its embedding, what a language model made of its
 * tokens. Each is standardised by mean and deviation of the texts that are learned from.
 */
public final class FeatureDetector implements TrainedDetector {
    private final String name;
    private final double[][] features;
    private final double c;

    /**
     * Creates a detector.
     *
     * @param features of all texts, in their order, as many for each
     * @param c inverse strength of the penalty
     */
    public FeatureDetector(String name, double[][] features, double c) {
        this.name = name;
        this.features = features.clone();
        this.c = c;
    }

    /** Returns the detector that knows how long a text is: the baseline that others are printed beside. */
    public static FeatureDetector ofLength(List<LabelledText> texts) {
        return of("length", texts, t -> new double[] {Math.log1p(t.text().length())}, 1);
    }

    /** Returns a detector by a function of texts. */
    public static FeatureDetector of(
            String name, List<LabelledText> texts, Function<LabelledText, double[]> features, double c) {
        return new FeatureDetector(name, texts.stream().map(features).toArray(double[][]::new), c);
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public double[] scores(List<LabelledText> all, List<Integer> train, List<Integer> test) {
        int width = features[0].length;
        double[] mean = new double[width];
        double[] deviation = new double[width];
        for (int f = 0; f < width; f++) {
            int at = f;
            mean[f] = train.stream().mapToDouble(i -> features[i][at]).average().orElse(0);
            double squares = train.stream()
                    .mapToDouble(i -> (features[i][at] - mean[at]) * (features[i][at] - mean[at]))
                    .sum();
            deviation[f] = Math.sqrt(squares / Math.max(1, train.size()));
        }
        List<SparseVector> rows = new ArrayList<>();
        int[] labels = new int[train.size()];
        for (int i = 0; i < labels.length; i++) {
            rows.add(standardised(features[train.get(i)], mean, deviation));
            labels[i] = all.get(train.get(i)).isMachine() ? 1 : 0;
        }
        LogisticRegression fitted = LogisticRegression.fit(
                rows, labels, 2, LogisticRegression.Settings.defaults().c(c));
        return test.stream()
                .mapToDouble(i -> fitted.logits(standardised(features[i], mean, deviation))[1])
                .toArray();
    }

    private static SparseVector standardised(double[] values, double[] mean, double[] deviation) {
        double[] out = new double[values.length];
        for (int f = 0; f < out.length; f++) {
            out[f] = deviation[f] == 0 ? 0 : (values[f] - mean[f]) / deviation[f];
        }
        return SparseVector.dense(out);
    }
}
