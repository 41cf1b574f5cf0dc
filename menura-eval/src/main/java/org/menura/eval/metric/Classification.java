package org.menura.eval.metric;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.menura.format.FormatException;
import org.menura.format.python.Numpy;
import org.menura.format.python.Python;

/** Counts true and predicted classes, for the scores of classifiers as scikit-learn defines them. */
public final class Classification {
    private final List<String> labels;
    private final int[] gold;
    private final int[] predicted;
    private final long[][] counts;

    private Classification(List<String> labels, int[] gold, int[] predicted) {
        this.labels = labels;
        this.gold = gold;
        this.predicted = predicted;
        this.counts = new long[labels.size()][labels.size()];
        for (int i = 0; i < gold.length; i++) {
            counts[gold[i]][predicted[i]]++;
        }
    }

    /** Counts classes, which are numbers or texts, or all of them lists of one. */
    public static Classification of(
            List<? extends @Nullable Object> trueOnes, List<? extends @Nullable Object> predictedOnes) {
        List<? extends @Nullable Object> gold = column(trueOnes);
        List<? extends @Nullable Object> predicted = column(predictedOnes);
        if (gold.size() != predicted.size()) {
            throw new FormatException(
                    "There are %d true classes and %d predicted ones.".formatted(gold.size(), predicted.size()));
        }
        Set<String> names = new LinkedHashSet<>();
        gold.forEach(label -> names.add(label(label)));
        predicted.forEach(label -> names.add(label(label)));
        List<String> labels = new ArrayList<>(names);
        labels.sort(Classification::compare);
        Map<String, Integer> indices = new HashMap<>();
        labels.forEach(label -> indices.put(label, indices.size()));
        return new Classification(labels, indices(gold, indices), indices(predicted, indices));
    }

    /** Returns the only items where all classes are lists of one, which scikit-learn takes for a column. */
    private static List<? extends @Nullable Object> column(List<? extends @Nullable Object> classes) {
        List<@Nullable Object> items = new ArrayList<>();
        for (Object label : classes) {
            if (!(label instanceof List<?> list) || list.size() != 1) {
                return classes;
            }
            items.add(list.getFirst());
        }
        return items;
    }

    private static int[] indices(List<? extends @Nullable Object> classes, Map<String, Integer> indices) {
        return classes.stream()
                .mapToInt(label -> indices.getOrDefault(label(label), 0))
                .toArray();
    }

    private static String label(@Nullable Object label) {
        return switch (label) {
            case Boolean b -> b ? "1" : "0";
            case Double d when d == Math.rint(d) && Math.abs(d) < 1e15 -> String.valueOf(d.longValue());
            case Number n -> n.toString();
            case String s -> s;
            case null, default ->
                throw new FormatException("A class should be a number or a text, but is " + Python.repr(label) + ".");
        };
    }

    private static int compare(String a, String b) {
        try {
            return Double.compare(Double.parseDouble(a), Double.parseDouble(b));
        } catch (NumberFormatException e) {
            return a.compareTo(b);
        }
    }

    /** Returns the classification of some of the documents, which may repeat. */
    public Classification drawn(int[] picks) {
        int[] someGold = new int[picks.length];
        int[] somePredicted = new int[picks.length];
        for (int i = 0; i < picks.length; i++) {
            someGold[i] = gold[picks[i]];
            somePredicted[i] = predicted[picks[i]];
        }
        return new Classification(labels, someGold, somePredicted);
    }

    /** Computes the share of right predictions. */
    public double accuracy() {
        return (double) right() / gold.length;
    }

    private long right() {
        long right = 0;
        for (int i = 0; i < counts.length; i++) {
            right += counts[i][i];
        }
        return right;
    }

    private long there(int label) {
        long sum = 0;
        for (long count : counts[label]) {
            sum += count;
        }
        return sum;
    }

    private long said(int label) {
        long sum = 0;
        for (long[] row : counts) {
            sum += row[label];
        }
        return sum;
    }

    private boolean occurs(int label) {
        return there(label) + said(label) > 0;
    }

    private double f1(int label) {
        double both = (double) said(label) + there(label);
        return both == 0 ? 0 : 2.0 * counts[label][label] / both;
    }

    /**
     * Computes F1 of class 1.
     *
     * @throws FormatException if there are more classes than two
     */
    public double binaryF1() {
        int present = 0;
        for (int i = 0; i < counts.length; i++) {
            present += occurs(i) ? 1 : 0;
        }
        int one = labels.indexOf("1");
        boolean there = one >= 0 && occurs(one);
        if (present > 2 || present == 2 && !there) {
            throw new FormatException("f1 is of two classes, 0 and 1; here are " + String.join(", ", labels) + ".");
        }
        return there ? f1(one) : 0;
    }

    /** Computes F1 of each class that occurs, in the order of the classes. */
    public double[] f1s() {
        return occurring().stream().mapToDouble(this::f1).toArray();
    }

    /** Computes the mean of F1 over all classes that occur. */
    public double macroF1() {
        return Numpy.mean(f1s());
    }

    /** Computes the mean of F1 over the classes, weighted by how often each is the true one. */
    public double weightedF1() {
        List<Integer> classes = occurring();
        double[] products = new double[classes.size()];
        double[] weights = new double[classes.size()];
        for (int i = 0; i < products.length; i++) {
            weights[i] = there(classes.get(i));
            products[i] = f1(classes.get(i)) * weights[i];
        }
        return Numpy.sum(products) / Numpy.sum(weights);
    }

    private List<Integer> occurring() {
        List<Integer> classes = new ArrayList<>();
        for (int i = 0; i < counts.length; i++) {
            if (occurs(i)) {
                classes.add(i);
            }
        }
        return classes;
    }

    /** Computes Matthews' correlation coefficient; 0 where it is not defined. */
    public double matthews() {
        double n = gold.length;
        double both = 0;
        double saidTwice = 0;
        double thereTwice = 0;
        for (int i = 0; i < counts.length; i++) {
            double there = there(i);
            double said = said(i);
            both += there * said;
            saidTwice += said * said;
            thereTwice += there * there;
        }
        double product = (n * n - saidTwice) * (n * n - thereTwice);
        return product == 0 ? 0 : (right() * n - both) / Math.sqrt(product);
    }
}
