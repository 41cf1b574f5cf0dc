package org.menura.eval.task;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.menura.eval.task.function.TaskFunction;
import org.menura.eval.task.function.TaskFunctions;
import org.menura.eval.task.yaml.FunctionReference;
import org.menura.format.FormatException;

/**
 * A metric of a task.
 *
 * @param function the task's own function of a document's answer; null for a metric that is known by its name
 * @param arguments what stands beside its name
 * @param aggregation the name of the function that aggregates documents; null for the metric's own
 * @param aggregate the task's own function that aggregates documents; null for one that is known by its name
 * @param higherIsBetter null where the file does not say
 */
public record TaskMetric(
        String name,
        TaskFunction.@Nullable OfAnswer function,
        Map<String, @Nullable Object> arguments,
        @Nullable String aggregation,
        TaskFunction.@Nullable OfValues aggregate,
        @Nullable Boolean higherIsBetter) {
    /** The metric that takes the place of all others where answers are not scored. */
    static final TaskMetric BYPASS = new TaskMetric("bypass", null, Map.of(), null, null, null);

    private static final Set<String> OWN = Set.of("metric", "aggregation", "higher_is_better", "hf_evaluate");

    /**
     * Returns the metrics of a task, those of its output type where it names none.
     *
     * @throws FormatException if a function is not known
     */
    public static List<TaskMetric> of(EvalTask task) {
        TaskConfig config = task.config().python() == null ? task.source() : task.config();
        List<Map<?, ?>> listed = config.mappings("metric_list");
        if (listed == null) {
            return task.config().outputType().metrics().stream()
                    .map(name -> new TaskMetric(name, null, Map.of(), null, null, null))
                    .toList();
        }
        boolean own = task.config().get("process_results") != null;
        List<TaskMetric> metrics = new ArrayList<>();
        for (Map<?, ?> metric : listed) {
            metrics.add(of(task, metric, own));
        }
        return metrics;
    }

    private static TaskMetric of(EvalTask task, Map<?, ?> metric, boolean scoredByTask) {
        Object name = metric.get("metric");
        Object aggregation = metric.get("aggregation");
        if (!(name instanceof String) && !(name instanceof FunctionReference)) {
            throw task.config().wrong("metric_list", "a list of mappings with a metric");
        }
        if (Boolean.TRUE.equals(metric.get("hf_evaluate"))
                && !scoredByTask
                && task.config().outputType() == OutputType.GENERATE_UNTIL) {
            throw new FormatException("task %s takes the metric %s from the library evaluate, which is not supported"
                    .formatted(task.name(), name));
        }
        Map<String, @Nullable Object> arguments = new LinkedHashMap<>();
        metric.forEach((key, value) -> {
            if (!OWN.contains(String.valueOf(key))) {
                arguments.put(String.valueOf(key), value);
            }
        });
        return new TaskMetric(
                name instanceof FunctionReference reference ? reference.function() : String.valueOf(name),
                name instanceof FunctionReference reference && !scoredByTask
                        ? function(task, reference, TaskFunction.OfAnswer.class)
                        : null,
                scoredByTask ? Map.of() : arguments,
                aggregation instanceof String text ? text : null,
                switch (aggregation) {
                    case FunctionReference reference -> aggregate(task, reference);
                    case TaskFunction.OfValues function -> function;
                    case null, default -> null;
                },
                metric.get("higher_is_better") instanceof Boolean higher ? higher : null);
    }

    private static TaskFunction.OfValues aggregate(EvalTask task, FunctionReference reference) {
        return switch (found(task, reference)) {
            case TaskFunction.OfValues function -> function;
            case TaskFunction.OfDrawnValues function -> task.draws().seeded(function);
            default -> throw notOfKind(task, reference);
        };
    }

    private static <T extends TaskFunction> T function(EvalTask task, FunctionReference reference, Class<T> kind) {
        TaskFunction function = found(task, reference);
        if (kind.isInstance(function)) {
            return kind.cast(function);
        }
        throw notOfKind(task, reference);
    }

    private static TaskFunction found(EvalTask task, FunctionReference reference) {
        try {
            return TaskFunctions.find(reference);
        } catch (FormatException e) {
            throw new FormatException("task %s, metric_list: %s".formatted(task.name(), e.getMessage()), e);
        }
    }

    private static FormatException notOfKind(EvalTask task, FunctionReference reference) {
        return new FormatException("task %s, metric_list: the function %s is not one of that kind"
                .formatted(task.name(), reference.name()));
    }
}
