package org.menura.eval.run;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;
import org.menura.eval.metric.Aggregation;
import org.menura.eval.metric.Aggregations;
import org.menura.eval.metric.StandardErrors;
import org.menura.eval.task.EvalTask;
import org.menura.eval.task.TaskMetric;
import org.menura.eval.task.function.TaskFunction;
import org.menura.format.FormatException;

/** Aggregates the values of a task's metrics over its documents. */
final class MetricValues {
    /** A metric behind a filter. */
    record Key(String metric, String filter) {}

    /** What is known of a metric by its name. */
    private record Known(String aggregation, boolean higherIsBetter) {}

    private static final String NONE = "N/A";
    private static final Map<String, Known> KNOWN = Map.ofEntries(
            Map.entry("acc", new Known("mean", true)),
            Map.entry("acc_norm", new Known("mean", true)),
            Map.entry("acc_mutual_info", new Known("mean", true)),
            Map.entry("acc_bytes", new Known("mean", true)),
            Map.entry("acc_all", new Known("mean", true)),
            Map.entry("exact_match", new Known("mean", true)),
            Map.entry("likelihood", new Known("mean", true)),
            Map.entry("brier_score", new Known("brier_score", false)),
            Map.entry("perplexity", new Known("perplexity", false)),
            Map.entry("word_perplexity", new Known("weighted_perplexity", false)),
            Map.entry("byte_perplexity", new Known("weighted_perplexity", false)),
            Map.entry("bits_per_byte", new Known("bits_per_byte", false)),
            Map.entry("mcc", new Known("matthews_corrcoef", true)),
            Map.entry("f1", new Known("f1", true)),
            Map.entry("bleu", new Known("bleu", true)),
            Map.entry("chrf", new Known("chrf", true)),
            Map.entry("chrf++", new Known("chrf++", true)),
            Map.entry("ter", new Known("ter", false)),
            Map.entry("bypass", new Known("bypass", true)));

    private final EvalTask task;
    private final Map<String, Aggregation> aggregations = new LinkedHashMap<>();
    private final Map<String, TaskFunction.OfValues> own = new LinkedHashMap<>();
    private final SequencedMap<String, @Nullable Boolean> higherIsBetter = new LinkedHashMap<>();

    /**
     * Creates the aggregation of a task's metrics.
     *
     * @throws FormatException if one is not known
     */
    MetricValues(EvalTask task, List<TaskMetric> metrics) {
        this.task = task;
        for (TaskMetric metric : metrics) {
            Known known = KNOWN.get(metric.name());
            if (metric.aggregate() != null) {
                own.put(metric.name(), metric.aggregate());
            } else {
                String name = metric.aggregation() != null
                        ? metric.aggregation()
                        : known == null ? null : known.aggregation();
                if (name == null) {
                    throw new FormatException(
                            "task %s: the metric %s needs an aggregation, as it is not known by its name"
                                    .formatted(task.name(), metric.name()));
                }
                aggregations.put(metric.name(), Aggregations.named(name));
            }
            higherIsBetter.put(
                    metric.name(),
                    metric.higherIsBetter() != null
                            ? metric.higherIsBetter()
                            : known == null ? null : (Boolean) known.higherIsBetter());
        }
    }

    /** Aggregates a value as the metric that it comes from. */
    void derive(String name, String metric) {
        Aggregation aggregation = aggregations.get(metric);
        TaskFunction.OfValues function = own.get(metric);
        if (aggregation != null) {
            aggregations.putIfAbsent(name, aggregation);
        } else if (function != null) {
            own.putIfAbsent(name, function);
        }
        if (!higherIsBetter.containsKey(name)) {
            higherIsBetter.put(name, higherIsBetter.get(metric));
        }
    }

    SequencedMap<String, @Nullable Boolean> higherIsBetter() {
        return higherIsBetter;
    }

    /** Aggregates the values of a metric and puts the result and its standard error. */
    void aggregate(
            Key key,
            List<@Nullable Object> values,
            int bootstrapIterations,
            SequencedMap<String, @Nullable Object> results) {
        String name = key.metric() + "," + key.filter();
        String error = key.metric() + "_stderr," + key.filter();
        TaskFunction.OfValues function = own.get(key.metric());
        try {
            if (function != null) {
                results.put(name, function.apply(values));
                results.put(error, NONE);
                return;
            }
            Aggregation aggregation = aggregations.getOrDefault(key.metric(), Aggregations.MEAN);
            results.put(name, aggregation.of(values));
            Double deviation = StandardErrors.of(key.metric(), aggregation, values, bootstrapIterations);
            results.put(error, deviation == null ? NONE : (Object) deviation);
        } catch (FormatException e) {
            throw new FormatException("task %s, metric %s: %s".formatted(task.name(), name, e.getMessage()), e);
        }
    }
}
