package org.menura.eval.metric;

import java.util.Arrays;
import org.menura.format.FormatException;
import org.menura.format.python.Numpy;
import org.menura.format.python.NumpyExp;
import org.menura.format.python.PythonMath;

/**
 * Holds a classifier's probabilities of the classes with the right ones.
 *
 * @param values per document the probability of each class
 * @param labels per document the right class
 */
public record ClassProbabilities(double[][] values, int[] labels) {
    /**
     * Checks that documents, classes and labels fit.
     *
     * @throws FormatException if they don't
     */
    public ClassProbabilities {
        if (values.length == 0 || values.length != labels.length) {
            throw new FormatException("There are %d documents and %d labels.".formatted(values.length, labels.length));
        }
        for (int i = 0; i < labels.length; i++) {
            if (values[i].length != values[0].length || labels[i] < 0 || labels[i] >= values[0].length) {
                throw new FormatException("Document %d has label %d and probabilities of %d classes, not of %d."
                        .formatted(i, labels[i], values[i].length, values[0].length));
            }
        }
    }

    /** Makes probabilities of logits, divided by a temperature. */
    public static ClassProbabilities ofLogits(double[][] logits, int[] labels, double temperature) {
        double[][] values = new double[logits.length][];
        for (int i = 0; i < values.length; i++) {
            values[i] = softmax(logits[i], temperature);
        }
        return new ClassProbabilities(values, labels);
    }

    /** Makes probabilities of logits. */
    public static double[] softmax(double[] logits, double temperature) {
        double[] scaled = new double[logits.length];
        Arrays.setAll(scaled, i -> logits[i] / temperature);
        double greatest = Arrays.stream(scaled).max().orElse(0);
        double[] powers = new double[scaled.length];
        Arrays.setAll(powers, i -> NumpyExp.exp(scaled[i] - greatest));
        double sum = Numpy.sum(powers);
        Arrays.setAll(powers, i -> powers[i] / sum);
        return powers;
    }

    /** Returns the number of documents. */
    public int size() {
        return values.length;
    }

    /** Returns the number of classes. */
    public int classes() {
        return values[0].length;
    }

    /** Returns the most probable class of each document. */
    public int[] predicted() {
        return Arrays.stream(values).mapToInt(Numpy::argmax).toArray();
    }

    /** Returns the probability of the most probable class of each document. */
    public double[] confidences() {
        return Arrays.stream(values).mapToDouble(row -> row[Numpy.argmax(row)]).toArray();
    }

    /** Returns 1 for each document whose most probable class is right, else 0. */
    public double[] correct() {
        int[] predicted = predicted();
        double[] correct = new double[size()];
        Arrays.setAll(correct, i -> predicted[i] == labels[i] ? 1 : 0);
        return correct;
    }

    /** Returns the probability of the right class of each document. */
    public double[] ofLabels() {
        double[] right = new double[size()];
        Arrays.setAll(right, i -> values[i][labels[i]]);
        return right;
    }

    /** Returns the probabilities of one class. */
    public double[] ofClass(int index) {
        return Arrays.stream(values).mapToDouble(row -> row[index]).toArray();
    }

    /** Computes the mean negative log-likelihood of the right classes. */
    public double negativeLogLikelihood() {
        return -Numpy.mean(Arrays.stream(ofLabels()).map(PythonMath::log).toArray());
    }

    /** Computes the mean of Brier's score over all classes (G. Brier, 1950), from 0 to 2. */
    public double brier() {
        double[] rows = new double[size()];
        Arrays.setAll(rows, i -> Calibration.brier(values[i], labels[i]));
        return Numpy.mean(rows);
    }
}
