package org.menura.eval.task;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.menura.format.FormatException;
import org.menura.format.python.Numpy;
import org.menura.format.python.NumpyExp;
import org.menura.format.python.Python;
import org.menura.format.python.PythonTuple;

/** Scores a document of a task of multiple choice by the log-likelihoods of its choices. */
final class ChoiceScores {
    private static final long NO_CHOICE = -100;

    private final String task;
    private final Set<String> metrics;
    private final boolean severalTargets;

    /**
     * Creates a scorer.
     *
     * @param metrics names of the metrics that are wanted
     * @param severalTargets whether a document may have several right choices
     */
    ChoiceScores(String task, Set<String> metrics, boolean severalTargets) {
        this.task = task;
        this.metrics = metrics;
        this.severalTargets = severalTargets;
    }

    /**
     * Scores a document.
     *
     * @param target an index, a choice, or a list of indices
     * @param results tuples of log-likelihood and whether it is greedy: of the choices, and behind them of the choices
     *     without their context where the metric asks for it
     */
    Map<String, @Nullable Object> score(
            List<@Nullable Object> choices, @Nullable Object target, List<@Nullable Object> results) {
        int count = choices.size();
        List<Double> all = results.stream().map(this::value).toList();
        boolean unconditional = all.size() == 2 * count && metrics.contains("acc_mutual_info");
        double[] likelihoods = numbers(unconditional ? all.subList(0, count) : all);
        double[] byLength = new double[likelihoods.length];
        double[] byBytes = new double[likelihoods.length];
        for (int i = 0; i < likelihoods.length; i++) {
            String choice = text(choices, Math.min(i, count - 1));
            byLength[i] = likelihoods[i] / Python.len(choice);
            byBytes[i] = likelihoods[i] / choice.getBytes(StandardCharsets.UTF_8).length;
        }
        int best = Numpy.argmax(likelihoods);
        Object gold = gold(choices, target);
        Map<String, @Nullable Object> scores = new LinkedHashMap<>();
        put(scores, "acc", hit(best, gold));
        put(scores, "f1", PythonTuple.of(gold, (long) best));
        put(scores, "mcc", PythonTuple.of(gold, (long) best));
        put(scores, "acc_norm", hit(Numpy.argmax(byLength), gold));
        put(scores, "acc_bytes", hit(Numpy.argmax(byBytes), gold));
        put(scores, "exact_match", greedy(results, gold));
        put(scores, "brier_score", PythonTuple.of(gold, probabilities(likelihoods)));
        put(scores, "likelihood", PythonTuple.of(gold, list(likelihoods)));
        if (metrics.contains("acc_mutual_info")) {
            if (!unconditional) {
                throw new FormatException(
                        "task %s: acc_mutual_info needs the choices without their context".formatted(task));
            }
            double[] gains = new double[count];
            for (int i = 0; i < count; i++) {
                gains[i] = likelihoods[i] - all.get(count + i);
            }
            scores.put("acc_mutual_info", isIndex(Numpy.argmax(gains), only(gold)) ? 1.0 : 0.0);
        }
        return scores;
    }

    private @Nullable Object only(@Nullable Object gold) {
        if (!(gold instanceof List<?> several)) {
            return gold;
        }
        if (several.size() != 1) {
            throw new FormatException("task %s: acc_mutual_info is of documents with one right choice, not of %d"
                    .formatted(task, several.size()));
        }
        return several.getFirst();
    }

    private void put(Map<String, @Nullable Object> scores, String metric, @Nullable Object value) {
        if (metrics.contains(metric)) {
            scores.put(metric, value);
        }
    }

    private double value(@Nullable Object result) {
        if (result instanceof PythonTuple tuple && tuple.get(0) instanceof Double value) {
            return value;
        }
        throw new FormatException("task %s: a filter left something else than a log-likelihood".formatted(task));
    }

    private String text(List<@Nullable Object> choices, int index) {
        if (choices.get(index) instanceof String text) {
            return text;
        }
        throw new FormatException(
                "task %s has the choice %s, which is no text".formatted(task, Python.repr(choices.get(index))));
    }

    private Object gold(List<@Nullable Object> choices, @Nullable Object target) {
        if (target instanceof List<?> several) {
            List<Object> gold = new ArrayList<>();
            for (Object one : several) {
                Long index = Indices.number(one);
                if (index == null) {
                    throw wrong(target);
                }
                gold.add(index < choices.size() ? one : (Object) NO_CHOICE);
            }
            return gold;
        }
        if (target instanceof String text) {
            long index = choices.indexOf(text);
            return index < 0 ? NO_CHOICE : index;
        }
        Long index = Indices.number(target);
        if (index == null) {
            throw wrong(target);
        }
        return index < choices.size() ? (target instanceof Boolean ? target : index) : (Object) NO_CHOICE;
    }

    private FormatException wrong(@Nullable Object target) {
        return new FormatException("task %s: the target of a document is %s instead of the index of a choice"
                .formatted(task, Python.repr(target)));
    }

    private Object hit(int best, Object gold) {
        if (severalTargets) {
            if (!(gold instanceof List<?> several)) {
                throw new FormatException("task %s has documents with one target and with several".formatted(task));
            }
            return several.stream().anyMatch(one -> isIndex(best, one)) ? 1.0 : 0.0;
        }
        return !(gold instanceof List) && isIndex(best, gold) ? 1.0 : 0.0;
    }

    private static boolean isIndex(int index, @Nullable Object gold) {
        Long number = Indices.number(gold);
        return number != null && number == index;
    }

    private Object greedy(List<@Nullable Object> results, Object gold) {
        if (severalTargets && gold instanceof List<?> several) {
            return several.stream().anyMatch(one -> isGreedy(results, one)) ? 1L : 0L;
        }
        if (gold instanceof List) {
            throw new FormatException("task %s has documents with one target and with several".formatted(task));
        }
        return isGreedy(results, gold) ? 1L : 0L;
    }

    private boolean isGreedy(List<@Nullable Object> results, @Nullable Object gold) {
        Long index = Indices.number(gold);
        return index != null
                && index != NO_CHOICE
                && Indices.get(results, index, task) instanceof PythonTuple tuple
                && Boolean.TRUE.equals(tuple.get(1));
    }

    /** The softmax of the log-likelihoods. */
    private static List<Object> probabilities(double[] likelihoods) {
        double greatest = likelihoods[Numpy.argmax(likelihoods)];
        double[] powers = new double[likelihoods.length];
        for (int i = 0; i < powers.length; i++) {
            powers[i] = NumpyExp.exp(likelihoods[i] - greatest);
        }
        double sum = Numpy.sum(powers);
        for (int i = 0; i < powers.length; i++) {
            powers[i] /= sum;
        }
        return list(powers);
    }

    private static List<Object> list(double[] values) {
        List<Object> list = new ArrayList<>();
        for (double value : values) {
            list.add(value);
        }
        return list;
    }

    private static double[] numbers(List<Double> values) {
        return values.stream().mapToDouble(Double::doubleValue).toArray();
    }
}
