package org.menura.train.task;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import org.menura.tensor.grad.Parameter;
import org.menura.train.StepResult;
import org.menura.train.Task;
import org.menura.train.objective.Ewc;

/**
 * A task with a penalty that holds parameters near their values after earlier tasks (EWC, arXiv 1612.00796).
 *
 * @param task the task that is learned
 * @param penalties one for each earlier task
 * @param parameters that are held
 */
public record PenalizedTask(Task task, List<Ewc> penalties, List<Parameter> parameters) implements Task {
    @Override
    public StepResult gradients(long step) {
        StepResult result = task.gradients(step);
        double penalty = 0;
        for (Ewc ewc : penalties) {
            penalty += ewc.addTo(parameters, 1).loss();
        }
        SequencedMap<String, Double> metrics = new LinkedHashMap<>(result.metrics());
        if (!penalties.isEmpty()) {
            metrics.put("ewc_penalty", penalty);
        }
        return new StepResult(result.loss() + penalty, result.tokens(), metrics);
    }

    @Override
    public void bound() {
        task.bound();
    }

    @Override
    public boolean mayPauseAfter(long step) {
        return task.mayPauseAfter(step);
    }
}
