package org.menura.eval.baseline;

import java.util.Arrays;
import java.util.List;
import org.menura.eval.metric.ClassProbabilities;
import org.menura.format.FormatException;
import org.menura.format.python.Numpy;

/**
 * Classifies vectors by multinomial logistic regression with an L2 penalty, with the loss of scikit-learn's
 * {@code LogisticRegression}: C · Σ cross-entropy + ½ |weights|², intercepts not penalised; two classes share one weight vector.
 *
 * @param classes number of classes
 * @param width number of features
 * @param weights [width, outputs], a row per feature; outputs is 1 for two classes
 * @param intercepts [outputs]
 */
public record LogisticRegression(int classes, int width, double[] weights, double[] intercepts) {
    /**
     * How it is fitted.
     *
     * @param c inverse strength of the penalty, scikit-learn's {@code C}
     * @param balanced whether classes weigh alike, however many rows they have
     * @param maxIterations after how many steps of L-BFGS it ends at the latest
     * @param tolerance it ends once no derivative of the mean loss is greater
     */
    public record Settings(double c, boolean balanced, int maxIterations, double tolerance) {
        /** Checks the numbers. */
        public Settings {
            if (!(c > 0) || maxIterations < 1 || !(tolerance >= 0)) {
                throw new FormatException("C and the number of iterations must be greater than 0, not %s and %d."
                        .formatted(c, maxIterations));
            }
        }

        /** C = 1, to convergence. */
        public static Settings defaults() {
            return new Settings(1, false, 1000, 1e-8);
        }

        /** Penalises weights less the greater {@code value} is. */
        public Settings c(double value) {
            return new Settings(value, balanced, maxIterations, tolerance);
        }

        /** Weighs rows by the inverse frequency of their class. */
        public Settings weighed() {
            return new Settings(c, true, maxIterations, tolerance);
        }
    }

    /** Checks the shapes. */
    public LogisticRegression {
        int outputs = classes == 2 ? 1 : classes;
        if (classes < 2 || width < 0 || weights.length != (long) width * outputs || intercepts.length != outputs) {
            throw new FormatException(
                    "A logistic regression of %d classes and %d features can't have %d weights and %d intercepts."
                            .formatted(classes, width, weights.length, intercepts.length));
        }
    }

    /**
     * Fits weights to rows.
     *
     * @param labels of each row, from 0 to {@code classes} - 1
     * @throws FormatException if rows and labels don't fit, or a value is not finite
     */
    public static LogisticRegression fit(List<SparseVector> rows, int[] labels, int classes, Settings settings) {
        check(rows, labels, classes);
        int width = rows.stream().mapToInt(SparseVector::width).max().orElse(0);
        int outputs = classes == 2 ? 1 : classes;
        double[] importance = importance(labels, classes, settings.balanced);
        double total =
                Arrays.stream(labels).mapToDouble(label -> importance[label]).sum();
        double penalty = 1 / (settings.c * total);
        ChunkedLoss data = new ChunkedLoss(labels.length, (i, x, gradient) -> {
            double scale = importance[labels[i]] / total;
            return scale * lossOf(rows.get(i), labels[i], width, outputs, x, gradient, scale);
        });
        double[] fitted = new Lbfgs(settings.maxIterations, settings.tolerance, 0, 0)
                .minimise(
                        (x, gradient) -> {
                            double loss = data.at(x, gradient);
                            for (int i = 0; i < width * outputs; i++) {
                                loss += penalty / 2 * x[i] * x[i];
                                gradient[i] += penalty * x[i];
                            }
                            return loss;
                        },
                        new double[(width + 1) * outputs]);
        return new LogisticRegression(
                classes,
                width,
                Arrays.copyOf(fitted, width * outputs),
                Arrays.copyOfRange(fitted, width * outputs, fitted.length));
    }

    private static void check(List<SparseVector> rows, int[] labels, int classes) {
        if (rows.isEmpty() || rows.size() != labels.length || classes < 2) {
            throw new FormatException(
                    "A logistic regression needs rows, a label for each and two classes or more, not %d, %d and %d."
                            .formatted(rows.size(), labels.length, classes));
        }
        for (int i = 0; i < labels.length; i++) {
            if (labels[i] < 0 || labels[i] >= classes) {
                throw new FormatException(
                        "Row %d has label %d; labels go from 0 to %d.".formatted(i, labels[i], classes - 1));
            }
            if (!Arrays.stream(rows.get(i).values()).allMatch(Double::isFinite)) {
                throw new FormatException("Row " + i + " has a value that is not finite.");
            }
        }
    }

    private static double[] importance(int[] labels, int classes, boolean balanced) {
        double[] importance = new double[classes];
        Arrays.fill(importance, 1);
        if (balanced) {
            for (int c = 0; c < classes; c++) {
                int label = c;
                long count = Arrays.stream(labels).filter(l -> l == label).count();
                long present = Arrays.stream(labels).distinct().count();
                importance[c] = count == 0 ? 0 : (double) labels.length / (present * count);
            }
        }
        return importance;
    }

    /** The cross-entropy of a row; adds its derivatives, times {@code scale}, to the gradient. */
    private static double lossOf(
            SparseVector row, int label, int width, int outputs, double[] x, double[] gradient, double scale) {
        double[] scores = scores(row, width, outputs, x, width * outputs, x);
        double loss;
        if (outputs == 1) {
            double z = scores[0];
            loss = Math.max(z, 0) - label * z + Math.log1p(Math.exp(-Math.abs(z)));
            scores[0] = scale * (sigmoid(z) - label);
        } else {
            double greatest = Arrays.stream(scores).max().orElse(0);
            double sum = 0;
            for (double score : scores) {
                sum += Math.exp(score - greatest);
            }
            loss = greatest + Math.log(sum) - scores[label];
            for (int k = 0; k < outputs; k++) {
                scores[k] = scale * (Math.exp(scores[k] - greatest) / sum - (k == label ? 1 : 0));
            }
        }
        for (int i = 0; i < row.indices().length; i++) {
            int at = row.indices()[i] * outputs;
            for (int k = 0; k < outputs; k++) {
                gradient[at + k] += scores[k] * row.values()[i];
            }
        }
        for (int k = 0; k < outputs; k++) {
            gradient[width * outputs + k] += scores[k];
        }
        return loss;
    }

    private static double[] scores(
            SparseVector row, int width, int outputs, double[] weights, int offset, double[] intercepts) {
        double[] scores = Arrays.copyOfRange(intercepts, offset, offset + outputs);
        for (int i = 0; i < row.indices().length; i++) {
            if (row.indices()[i] < width) {
                int at = row.indices()[i] * outputs;
                for (int k = 0; k < outputs; k++) {
                    scores[k] += weights[at + k] * row.values()[i];
                }
            }
        }
        return scores;
    }

    private static double sigmoid(double z) {
        return z >= 0 ? 1 / (1 + Math.exp(-z)) : Math.exp(z) / (1 + Math.exp(z));
    }

    /** Computes the logits of the classes: before the softmax. Features beyond {@code width} count for nothing. */
    public double[] logits(SparseVector row) {
        double[] scores = scores(row, width, intercepts.length, weights, 0, intercepts);
        return classes == 2 ? new double[] {0, scores[0]} : scores;
    }

    /** Computes the probabilities of the classes. */
    public double[] probabilities(SparseVector row) {
        return ClassProbabilities.softmax(logits(row), 1);
    }

    /** Computes the probabilities of the classes for each row: [rows, classes]. */
    public double[][] probabilities(List<SparseVector> rows) {
        return rows.stream().map(this::probabilities).toArray(double[][]::new);
    }

    /** Predicts the most probable class of each row. */
    public int[] predict(List<SparseVector> rows) {
        return rows.stream().mapToInt(row -> Numpy.argmax(logits(row))).toArray();
    }
}
