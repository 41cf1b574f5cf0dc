package org.menura.eval.metric;

import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.menura.format.FormatException;
import org.menura.format.python.Numpy;
import org.menura.format.python.PythonMath;
import org.menura.format.python.PythonRandom;

/** Estimates standard errors as lm-evaluation-harness 0.4.13 does: in closed form for means, else by bootstrap. */
public final class StandardErrors {
    /** Of how many draws each has a seed of its own. */
    private static final int CHUNK = 1000;

    private static final int MOST_FOR_TEXTS = 100;
    private static final Set<String> OF_TEXTS = Set.of("bleu", "chrf", "chrf++", "ter");
    private static final Set<String> BY_BOOTSTRAP =
            Set.of("median", "matthews_corrcoef", "f1", "perplexity", "bleu", "chrf", "chrf++", "ter", "nanmean");

    private StandardErrors() {}

    /**
     * Estimates the standard error of a metric of a task.
     *
     * @param metric its name: of bleu, chrf, chrf++ and ter there are at most 100 draws
     * @param iterations how often is drawn; none for no errors at all
     * @return null where there is no estimate, which reports show as N/A
     */
    public static @Nullable Double of(
            String metric, Aggregation aggregation, List<? extends @Nullable Object> scores, int iterations) {
        if (iterations <= 0 || scores.size() <= 1) {
            return null;
        }
        if (BY_BOOTSTRAP.contains(aggregation.name())) {
            int draws = OF_TEXTS.contains(metric) ? Math.min(iterations, MOST_FOR_TEXTS) : iterations;
            return bootstrap(aggregation, scores, draws);
        }
        return aggregation.name().equals("mean") ? ofMean(Scores.numbers(scores)) : null;
    }

    /** Estimates the standard error of a mean from the deviation of its values. */
    public static double ofMean(double... values) {
        return deviation(values) / Math.sqrt(values.length);
    }

    /** The deviation of a sample, summed from left to right. */
    static double deviation(double[] values) {
        double mean = Numpy.naiveSum(values) / values.length;
        double sum = 0;
        for (double value : values) {
            sum += PythonMath.square(value - mean);
        }
        return Math.sqrt(sum / (values.length - 1));
    }

    /**
     * Estimates a standard error by drawing as many scores as there are, with replacement, again and again. Each thousand
     * draws has its own generator; with fewer than a thousand there is one of them.
     */
    public static double bootstrap(Aggregation aggregation, List<? extends @Nullable Object> scores, int iterations) {
        int chunk = Math.min(CHUNK, iterations);
        Aggregation.Drawn drawn = aggregation.prepare(scores);
        double[][] chunks = IntStream.range(0, iterations / chunk)
                .parallel()
                .mapToObj(seed -> chunk(drawn, scores.size(), seed, chunk))
                .toArray(double[][]::new);
        double[] all = new double[chunks.length * chunk];
        for (int i = 0; i < chunks.length; i++) {
            System.arraycopy(chunks[i], 0, all, i * chunk, chunk);
        }
        return deviation(all);
    }

    private static double[] chunk(Aggregation.Drawn drawn, int size, int seed, int draws) {
        PythonRandom random = new PythonRandom(seed);
        double[] values = new double[draws];
        for (int i = 0; i < draws; i++) {
            values[i] = drawn.of(random.choices(size, size));
        }
        return values;
    }

    /** Pools the errors of tasks in a group whose mean is weighted by their sizes. */
    public static double pooled(List<Double> errors, List<Integer> sizes) {
        double sum = 0;
        long total = 0;
        for (int i = 0; i < errors.size(); i++) {
            double error = errors.get(i);
            long size = sizes.get(i);
            sum += (size - 1) * PythonMath.square(error) * size;
            total += size;
        }
        return Math.sqrt(sum / (total - sizes.size()) / total);
    }

    /** Combines the errors of tasks in a group whose mean is not weighted. */
    public static double unweighted(List<Double> errors) {
        double sum = 0;
        for (double error : errors) {
            sum += PythonMath.square(error);
        }
        return Math.sqrt(sum) / errors.size();
    }

    /** Averages the figures of tasks in a group. */
    public static double ofGroup(List<Double> figures, List<Integer> sizes, boolean bySize) {
        if (figures.isEmpty() || figures.size() != sizes.size()) {
            throw new FormatException("A group needs a size for each of at least one figure.");
        }
        double sum = 0;
        long total = 0;
        for (int i = 0; i < figures.size(); i++) {
            long size = bySize ? sizes.get(i) : 1;
            sum += figures.get(i) * size;
            total += size;
        }
        return sum / total;
    }
}
