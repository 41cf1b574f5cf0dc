package org.menura.eval.baseline;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.menura.data.LabelledText;
import org.menura.format.FormatException;
import org.menura.format.python.Numpy;

/**
 * Classifies texts by logistic regression over TF-IDF of their terms, over embeddings of a frozen model, or over both side by side.
 *
 * @param labels of the classes
 * @param terms what counts terms, or null
 * @param vectors what embeds texts, or null
 * @param weight by which embeddings of length 1 are multiplied
 * @param regression over the terms' features, then the embeddings'
 */
public record TextClassifier(
        List<String> labels,
        @Nullable TfIdf terms,
        @Nullable TextVectors vectors,
        double weight,
        LogisticRegression regression) {
    /**
     * How it is fitted.
     *
     * @param terms how terms are counted; null for embeddings alone
     * @param weight by which embeddings of length 1 are multiplied
     * @param regression how weights are fitted
     */
    public record Settings(TfIdf.@Nullable Settings terms, double weight, LogisticRegression.Settings regression) {
        /** TF-IDF of words and a logistic regression, both as scikit-learn's defaults. */
        public static Settings defaults() {
            return new Settings(TfIdf.Settings.words(), 1, LogisticRegression.Settings.defaults());
        }
    }

    /** Checks that labels and regression fit. */
    public TextClassifier {
        labels = List.copyOf(labels);
        if (labels.size() != regression.classes()) {
            throw new FormatException("There are %d labels and a regression of %d classes."
                    .formatted(labels.size(), regression.classes()));
        }
    }

    /**
     * Fits a classifier to labelled texts.
     *
     * @param vectors what embeds texts, or null
     * @throws FormatException if there are fewer than two classes
     */
    public static TextClassifier fit(List<LabelledText> rows, Settings settings, @Nullable TextVectors vectors) {
        List<String> labels =
                List.copyOf(new TreeSet<>(rows.stream().map(LabelledText::label).toList()));
        if (labels.size() < 2) {
            throw new FormatException("A classifier needs two classes or more; the %d texts have the labels %s."
                    .formatted(rows.size(), labels));
        }
        if (settings.terms == null && vectors == null) {
            throw new FormatException("A classifier of texts needs their terms or their embeddings.");
        }
        List<String> texts = rows.stream().map(LabelledText::whole).toList();
        TfIdf terms = settings.terms == null ? null : TfIdf.fit(texts, settings.terms);
        int[] gold = rows.stream().mapToInt(row -> labels.indexOf(row.label())).toArray();
        LogisticRegression regression = LogisticRegression.fit(
                features(texts, terms, vectors, settings.weight), gold, labels.size(), settings.regression);
        return new TextClassifier(labels, terms, vectors, settings.weight, regression);
    }

    private static List<SparseVector> features(
            List<String> texts, @Nullable TfIdf terms, @Nullable TextVectors vectors, double weight) {
        List<float[]> embedded = vectors == null ? List.of() : vectors.of(texts);
        List<SparseVector> features = new ArrayList<>();
        for (int i = 0; i < texts.size(); i++) {
            SparseVector counted = terms == null ? SparseVector.dense() : terms.of(texts.get(i));
            int offset = terms == null ? 0 : terms.vocabulary().size();
            features.add(
                    vectors == null
                            ? counted
                            : counted.with(offset, dense(embedded.get(i)).times(weight)));
        }
        return features;
    }

    private static SparseVector dense(float[] values) {
        double[] wide = new double[values.length];
        for (int i = 0; i < wide.length; i++) {
            wide[i] = values[i];
        }
        return SparseVector.dense(wide);
    }

    /** Computes the probabilities of the labels for each text: [texts, labels]. */
    public double[][] probabilities(List<String> texts) {
        return regression.probabilities(features(texts, terms, vectors, weight));
    }

    /** Computes the probabilities of the labels, in their order. */
    public double[] probabilities(String text) {
        return probabilities(List.of(text))[0];
    }

    /** Returns the most probable label. */
    public String classify(String text) {
        return labels.get(Numpy.argmax(probabilities(text)));
    }
}
