package org.menura.eval.learn;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;
import org.menura.eval.model.EvalModel;
import org.menura.eval.run.EvaluationResults;
import org.menura.eval.run.EvaluationSettings;
import org.menura.eval.run.Evaluator;
import org.menura.format.FormatException;

/** Scores of evaluation tasks: the first metric of each. */
final class TaskScores {
    /**
     * A score.
     *
     * @param metric its name
     * @param higherIsBetter of the metric
     */
    record Score(String metric, double value, boolean higherIsBetter) {
        /** By how much it is worse than before. */
        double drop(double before) {
            return higherIsBetter ? before - value : value - before;
        }
    }

    private TaskScores() {}

    /** Asks the model the tasks, each as far as its limit says. */
    static SequencedMap<String, Score> of(EvalModel model, List<LearnSetup.TaskGuard> guards, LearnTools tools) {
        SequencedMap<String, Score> scores = new LinkedHashMap<>();
        for (LearnSetup.TaskGuard guard : guards) {
            EvaluationSettings settings = EvaluationSettings.defaults().withBootstrapIterations(0);
            if (guard.limit() > 0) {
                settings = settings.withLimit((double) guard.limit());
            }
            EvaluationResults results = new Evaluator(model, settings).evaluate(tools.tasks(List.of(guard.name())));
            scores.put(guard.name(), first(guard.name(), results));
        }
        return scores;
    }

    private static Score first(String task, EvaluationResults results) {
        Map<String, @Nullable Object> values = results.results().get(task);
        if (values == null) {
            throw new FormatException(task + " is a group of tasks; name its tasks");
        }
        Map<String, @Nullable Boolean> directions = results.higherIsBetter().getOrDefault(task, new LinkedHashMap<>());
        for (Map.Entry<String, @Nullable Object> e : values.entrySet()) {
            if (e.getKey().contains(",") && !e.getKey().contains("_stderr") && e.getValue() instanceof Number value) {
                String metric = e.getKey().substring(0, e.getKey().indexOf(','));
                Boolean higher = directions.get(metric);
                return new Score(metric, value.doubleValue(), higher == null || higher);
            }
        }
        throw new FormatException(task + " has no metric that is a number");
    }
}
