package org.menura.eval.baseline;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import org.menura.data.TaggedSentence;
import org.menura.eval.metric.BootstrapInterval;
import org.menura.eval.metric.Classification;
import org.menura.eval.metric.EntityScores;
import org.menura.format.python.Numpy;

/** The scores of a method on documents, each with an interval, also of its difference to another method on the same documents. */
public final class MethodScores {
    /**
     * A score.
     *
     * @param value on all documents
     * @param low of the interval that holds it with 95 % confidence
     * @param high of that interval
     */
    public record Figure(double value, double low, double high) {}

    private final String method;
    private final int documents;
    private final Map<String, ToDoubleFunction<int[]>> metrics;
    private final Map<String, Figure> figures = new LinkedHashMap<>();

    private MethodScores(String method, int documents, Map<String, ToDoubleFunction<int[]>> metrics) {
        this.method = method;
        this.documents = documents;
        this.metrics = metrics;
        metrics.forEach((name, metric) -> figures.put(name, figure(metric)));
    }

    /** Scores predicted tags by their entities: precision, recall and F1 over all types; sentences are drawn for the intervals. */
    public static MethodScores ofTags(String method, List<TaggedSentence> truth, List<List<String>> predicted) {
        long[][] counts = new long[truth.size()][3];
        for (int i = 0; i < counts.length; i++) {
            EntityScores one = EntityScores.of(List.of(truth.get(i).tags()), List.of(predicted.get(i)));
            for (EntityScores.Counts type : one.types().values()) {
                counts[i][0] += type.right();
                counts[i][1] += type.found();
                counts[i][2] += type.there();
            }
        }
        Map<String, ToDoubleFunction<int[]>> metrics = new LinkedHashMap<>();
        metrics.put("precision", picks -> sum(counts, picks).score().precision());
        metrics.put("recall", picks -> sum(counts, picks).score().recall());
        metrics.put("f1", picks -> sum(counts, picks).score().f1());
        return new MethodScores(method, counts.length, metrics);
    }

    private static EntityScores.Counts sum(long[][] counts, int[] picks) {
        long right = 0;
        long found = 0;
        long there = 0;
        for (int pick : picks) {
            right += counts[pick][0];
            found += counts[pick][1];
            there += counts[pick][2];
        }
        return new EntityScores.Counts(right, found, there);
    }

    /** Scores predicted classes: accuracy, and F1 as the mean over the classes and weighted by how frequent they are. */
    public static MethodScores ofClasses(String method, List<String> gold, List<String> predicted) {
        Classification all = Classification.of(gold, predicted);
        Map<String, ToDoubleFunction<int[]>> metrics = new LinkedHashMap<>();
        metrics.put("accuracy", picks -> all.drawn(picks).accuracy());
        metrics.put("macro_f1", picks -> all.drawn(picks).macroF1());
        metrics.put("weighted_f1", picks -> all.drawn(picks).weightedF1());
        return new MethodScores(method, gold.size(), metrics);
    }

    private Figure figure(ToDoubleFunction<int[]> metric) {
        BootstrapInterval interval = BootstrapInterval.of(documents, metric);
        double value = metric.applyAsDouble(IntStream.range(0, documents).toArray());
        return new Figure(value, interval.low(), interval.high());
    }

    /** Returns the method's name. */
    public String method() {
        return method;
    }

    /** Returns how many documents there are. */
    public int documents() {
        return documents;
    }

    /** Returns the scores by their names. */
    public Map<String, Figure> figures() {
        return figures;
    }

    /** Computes by how much a score is higher than another method's on the same documents. */
    public Figure over(MethodScores other, String name) {
        ToDoubleFunction<int[]> own = metric(name);
        ToDoubleFunction<int[]> theirs = other.metric(name);
        if (documents != other.documents) {
            throw new IllegalArgumentException("%s has %d documents and %s %d, so they can't be compared"
                    .formatted(method, documents, other.method, other.documents));
        }
        return figure(picks -> own.applyAsDouble(picks) - theirs.applyAsDouble(picks));
    }

    private ToDoubleFunction<int[]> metric(String name) {
        ToDoubleFunction<int[]> metric = metrics.get(name);
        if (metric == null) {
            throw new IllegalArgumentException("there is no score " + name + " but " + metrics.keySet());
        }
        return metric;
    }

    /**
     * Writes a table with a row per method; the last column says by how much its last score is over that of the first method.
     *
     * @param methods with the same scores on the same documents, at least one
     */
    public static String markdown(List<MethodScores> methods) {
        MethodScores first = methods.getFirst();
        Collection<String> names = first.figures.keySet();
        List<String> order = new ArrayList<>(names);
        String last = order.getLast();
        StringBuilder out = new StringBuilder("| method | n |");
        StringBuilder rule = new StringBuilder("|---|---:|");
        names.forEach(name -> {
            out.append(' ').append(name.replace('_', ' ')).append(" |");
            rule.append("---:|");
        });
        out.append(" %s over %s |%n%s---:|%n".formatted(last.replace('_', ' '), first.method, rule));
        for (MethodScores scores : methods) {
            out.append("| %s | %d |".formatted(scores.method, scores.documents));
            names.forEach(name -> out.append(" %s |".formatted(shown(Objects.requireNonNull(scores.figures.get(name)), "%.4f"))));
            out.append(" %s |%n".formatted(scores == first ? "" : shown(scores.over(first, last), "%+.4f")));
        }
        return out.toString();
    }

    /** Lists the scores of methods, for JSON: by method, then by score. */
    public static Map<String, Map<String, Figure>> values(List<MethodScores> methods) {
        Map<String, Map<String, Figure>> values = new LinkedHashMap<>();
        methods.forEach(scores -> values.put(scores.method, scores.figures));
        return values;
    }

    /**
     * Writes a table of means and standard deviations over runs that differ in their seed.
     *
     * @param runs two or more, each with the same methods
     */
    public static String overSeeds(List<List<MethodScores>> runs) {
        List<MethodScores> first = runs.getFirst();
        Collection<String> names = first.getFirst().figures.keySet();
        StringBuilder out = new StringBuilder("| method | seeds |");
        names.forEach(name -> out.append(" %s |".formatted(name.replace('_', ' '))));
        out.append("%n|---|---:|%s%n".formatted("---:|".repeat(names.size())));
        for (int m = 0; m < first.size(); m++) {
            int method = m;
            out.append("| %s | %d |".formatted(first.get(m).method, runs.size()));
            for (String name : names) {
                double[] values = runs.stream()
                        .mapToDouble(run -> Objects.requireNonNull(run.get(method).figures.get(name)).value)
                        .toArray();
                out.append(" %.4f ± %.4f |".formatted(Numpy.mean(values), Numpy.std(values, 1)));
            }
            out.append(System.lineSeparator());
        }
        return out.toString();
    }

    private static String shown(Figure figure, String format) {
        return (format + " (" + format + " to " + format + ")").formatted(figure.value, figure.low, figure.high);
    }
}
