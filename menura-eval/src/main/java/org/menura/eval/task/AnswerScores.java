package org.menura.eval.task;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.menura.eval.metric.ExactMatch;
import org.menura.eval.task.function.PythonNumbers;
import org.menura.format.FormatException;
import org.menura.format.python.Python;

/** Scores a document by the answer that filters left. */
final class AnswerScores {
    /** Metrics that hand target and answer on to their aggregation. */
    private static final Set<String> PASSED_ON =
            Set.of("bleu", "chrf", "chrf++", "ter", "f1", "mcc", "acc", "acc_norm", "brier_score");

    private final String task;
    private final List<TaskMetric> metrics;
    private final boolean severalTargets;
    private final Map<String, String> derived = new LinkedHashMap<>();

    AnswerScores(String task, List<TaskMetric> metrics, boolean severalTargets) {
        this.task = task;
        this.metrics = metrics;
        this.severalTargets = severalTargets;
    }

    /**
     * Scores a document.
     *
     * @param choices choices that the target is an index of; null where the target is the answer itself
     */
    Map<String, @Nullable Object> score(
            @Nullable List<@Nullable Object> choices, @Nullable Object target, @Nullable Object answer) {
        Object gold = gold(choices, target, answer);
        Map<String, @Nullable Object> scores = new LinkedHashMap<>();
        for (TaskMetric metric : metrics) {
            Object score = severalTargets ? best(metric, gold, answer) : one(metric, gold, answer);
            if (score instanceof Map<?, ?> several) {
                several.forEach((name, value) -> {
                    scores.put(String.valueOf(name), value);
                    derived.putIfAbsent(String.valueOf(name), metric.name());
                });
            } else {
                scores.put(metric.name(), score);
            }
        }
        return scores;
    }

    /** Returns the metric that each value comes from, of those that give several. */
    Map<String, String> derived() {
        return derived;
    }

    private @Nullable Object gold(
            @Nullable List<@Nullable Object> choices, @Nullable Object target, @Nullable Object answer) {
        if (choices != null) {
            return Indices.get(choices, target, task);
        }
        if (severalTargets) {
            return target instanceof String text
                    ? text.codePoints().mapToObj(Character::toString).toList()
                    : target;
        }
        boolean bypassed = metrics.stream().anyMatch(m -> m.name().equals("bypass"));
        return bypassed || answer instanceof List ? target : like(answer, target);
    }

    /** Makes of a target what the type of an answer is, as Python's constructors do. */
    private @Nullable Object like(@Nullable Object answer, @Nullable Object target) {
        return switch (answer) {
            case String _ -> Python.str(target);
            case Long _ -> PythonNumbers.integer(target);
            case Double _ -> PythonNumbers.real(target);
            case Boolean _ -> Python.truth(target);
            case null ->
                throw new FormatException(
                        "task %s: its filters left nothing of an answer, which can't be held against the target %s"
                                .formatted(task, Python.repr(target)));
            default -> target;
        };
    }

    private Object best(TaskMetric metric, @Nullable Object gold, @Nullable Object answer) {
        List<@Nullable Object> options = new ArrayList<>();
        if (gold instanceof List<?> list) {
            options.addAll(list);
        } else {
            options.add(gold);
        }
        if (options.isEmpty()) {
            return 0.0; // no answer is right
        }
        if (metric.function() == null && metric.name().equals("exact_match")) {
            double share = ExactMatch.score(options, Collections.nCopies(options.size(), answer), metric.arguments());
            return share > 0 ? 1.0 : 0.0;
        }
        for (Object option : options) {
            Object score = one(metric, option, answer);
            if (Python.truth(score instanceof Map<?, ?> several ? several.get(metric.name()) : score)) {
                return 1.0;
            }
        }
        return 0.0;
    }

    private @Nullable Object one(TaskMetric metric, @Nullable Object gold, @Nullable Object answer) {
        if (metric.function() != null) {
            return metric.function().apply(gold, answer, metric.arguments());
        }
        List<@Nullable Object> pair = new ArrayList<>();
        pair.add(gold);
        pair.add(answer);
        return switch (metric.name()) {
            case "exact_match" -> ExactMatch.score(pair.subList(0, 1), pair.subList(1, 2), metric.arguments());
            case "bypass" -> null;
            case String name when PASSED_ON.contains(name) -> pair;
            default ->
                throw new FormatException(
                        "task %s has the metric %s, which is not known for answers".formatted(task, metric.name()));
        };
    }
}
