package org.menura.eval.baseline;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;
import org.menura.data.LabelledText;
import org.menura.eval.decide.LabelledProbabilities;
import org.menura.eval.metric.ClassProbabilities;
import org.menura.format.FormatException;
import org.menura.generate.classify.Classifier;

/**
 * Fits the baselines of labelled texts and compares them.
 *
 * @param settings how terms are counted and weights fitted
 * @param vectors which the methods {@code vectors} and {@code tfidf+vectors} have; null if there are none
 * @param taught gives the classifier that was taught all folds but the one of that number, from 1 on, which the methods {@code classifier}
 *     and {@code tfidf+classifier} have; null if there is none
 */
public record TextBaselines(
        TextClassifier.Settings settings,
        @Nullable TextVectors vectors,
        @Nullable IntFunction<Classifier> taught) {
    /** The methods by their names. */
    public static final List<String> METHODS =
            List.of("majority", "tfidf", "vectors", "tfidf+vectors", "classifier", "tfidf+classifier");

    /** The classifier where there are no folds. */
    private static final int ONLY = 1;

    /** Creates baselines without a classifier that was taught. */
    public TextBaselines(TextClassifier.Settings settings, @Nullable TextVectors vectors) {
        this(settings, vectors, null);
    }

    /** Returns a copy with classifiers that were taught; see {@link #taught}. */
    public TextBaselines withTaught(IntFunction<Classifier> classifiers) {
        return new TextBaselines(settings, vectors, classifiers);
    }

    /** Computes the probabilities of labels, in their order, for texts or pairs of texts. */
    private interface Model extends Function<List<LabelledText>, double[][]> {}

    /** Fits a method that is no constant. */
    public TextClassifier fit(String method, List<LabelledText> train) {
        TextClassifier.Settings alone = new TextClassifier.Settings(null, settings.weight(), settings.regression());
        return switch (method) {
            case "tfidf" -> TextClassifier.fit(train, settings, null);
            case "vectors" -> TextClassifier.fit(train, alone, needed(method));
            case "tfidf+vectors" -> TextClassifier.fit(train, settings, needed(method));
            case "classifier", "tfidf+classifier" ->
                throw new FormatException(
                        "The method %s is taught already; there is nothing to fit.".formatted(method));
            default ->
                throw new FormatException("There is no method '%s' for texts; there are %s."
                        .formatted(method, String.join(", ", METHODS)));
        };
    }

    private TextVectors needed(String method) {
        if (vectors == null) {
            throw new FormatException(
                    "The method %s needs a model that embeds texts: --vectors MODEL.".formatted(method));
        }
        return vectors;
    }

    /** The labels of texts, in their order. */
    static List<String> labels(List<LabelledText> rows) {
        return List.copyOf(new TreeSet<>(rows.stream().map(LabelledText::label).toList()));
    }

    private Model model(String method, List<LabelledText> train, List<String> labels, int fold) {
        return switch (method) {
            case "majority" -> majority(train, labels);
            case "classifier" -> taught(method, labels, fold);
            case "tfidf+classifier" -> product(model("tfidf", train, labels, fold), taught(method, labels, fold));
            default -> {
                TextClassifier classifier = fit(method, train);
                yield rows -> spread(classifier.labels(), classifier.probabilities(texts(rows)), labels);
            }
        };
    }

    private Model taught(String method, List<String> labels, int fold) {
        if (taught == null) {
            throw new FormatException(
                    "The method %s needs a model that was taught the classes: --classifier MODEL.".formatted(method));
        }
        Classifier classifier = taught.apply(fold);
        if (labels.stream().noneMatch(classifier.labels()::contains)) {
            throw new FormatException("The classifier knows %s, none of which is among the labels %s."
                    .formatted(classifier.labels(), labels));
        }
        return rows -> spread(
                classifier.labels(),
                classifier.classifyAll(inputs(rows)).stream()
                        .map(Classifier.Classes::probabilities)
                        .toArray(double[][]::new),
                labels);
    }

    /** The product of what two say (G. Hinton, 2002: products of experts); nothing is weighed. */
    private static Model product(Model first, Model second) {
        return rows -> {
            double[][] out = first.apply(rows);
            double[][] other = second.apply(rows);
            for (int i = 0; i < out.length; i++) {
                double sum = 0;
                for (int c = 0; c < out[i].length; c++) {
                    out[i][c] *= other[i][c];
                    sum += out[i][c];
                }
                for (int c = 0; c < out[i].length && sum > 0; c++) {
                    out[i][c] /= sum;
                }
            }
            return out;
        };
    }

    private static Model majority(List<LabelledText> train, List<String> labels) {
        double[] shares = labels.stream()
                .mapToDouble(label ->
                        train.stream().filter(row -> row.label().equals(label)).count() / (double) train.size())
                .toArray();
        return rows -> rows.stream().map(_ -> shares.clone()).toArray(double[][]::new);
    }

    /** The probabilities of a classifier that may not know all labels, or others as well. */
    private static double[][] spread(List<String> knownLabels, double[][] known, List<String> labels) {
        int[] at = knownLabels.stream().mapToInt(labels::indexOf).toArray();
        double[][] all = new double[known.length][labels.size()];
        for (int i = 0; i < all.length; i++) {
            for (int c = 0; c < at.length; c++) {
                if (at[c] >= 0) {
                    all[i][at[c]] = known[i][c];
                }
            }
        }
        return all;
    }

    /** Fits a method to some texts and computes the probabilities of others. */
    public LabelledProbabilities predict(String method, List<LabelledText> train, List<LabelledText> test) {
        List<LabelledText> both = new ArrayList<>(train);
        both.addAll(test);
        List<String> labels = labels(both);
        double[][] values = model(method, train, labels, ONLY).apply(test);
        return new LabelledProbabilities(labels, new ClassProbabilities(values, gold(test, labels)));
    }

    /** Computes the probabilities of texts by a classifier that was fitted before. */
    public static LabelledProbabilities predict(TextClassifier classifier, List<LabelledText> test) {
        List<LabelledText> unknown = test.stream()
                .filter(row -> !classifier.labels().contains(row.label()))
                .toList();
        if (!unknown.isEmpty()) {
            throw new FormatException("A text has the label '%s', which the classifier does not know; it knows %s."
                    .formatted(unknown.getFirst().label(), classifier.labels()));
        }
        return new LabelledProbabilities(
                classifier.labels(),
                new ClassProbabilities(classifier.probabilities(texts(test)), gold(test, classifier.labels())));
    }

    /** Computes the probabilities of each text by a model that was fitted to the other folds. */
    public LabelledProbabilities crossValidate(String method, List<LabelledText> rows, Folds folds) {
        List<String> labels = labels(rows);
        double[][] values = new double[rows.size()][];
        for (int fold = 0; fold < folds.count(); fold++) {
            double[][] own = model(method, folds.pick(rows, fold, false), labels, fold + 1)
                    .apply(folds.pick(rows, fold, true));
            int next = 0;
            for (int i = 0; i < values.length; i++) {
                if (folds.of().get(i) == fold) {
                    values[i] = own[next++];
                }
            }
        }
        return new LabelledProbabilities(labels, new ClassProbabilities(values, gold(rows, labels)));
    }

    private static List<String> texts(List<LabelledText> rows) {
        return rows.stream().map(LabelledText::whole).toList();
    }

    private static List<Classifier.Input> inputs(List<LabelledText> rows) {
        return rows.stream()
                .map(row -> new Classifier.Input(row.text(), row.second()))
                .toList();
    }

    private static int[] gold(List<LabelledText> rows, List<String> labels) {
        return rows.stream().mapToInt(row -> labels.indexOf(row.label())).toArray();
    }

    /** Scores the most probable labels of each method. */
    public static List<MethodScores> score(Map<String, LabelledProbabilities> methods) {
        List<MethodScores> scores = new ArrayList<>();
        methods.forEach((name, p) -> {
            List<String> gold = names(p.labels(), p.documents().labels());
            scores.add(MethodScores.ofClasses(
                    name, gold, names(p.labels(), p.documents().predicted())));
        });
        return scores;
    }

    private static List<String> names(List<String> labels, int[] numbers) {
        return Arrays.stream(numbers).mapToObj(labels::get).toList();
    }
}
