package org.menura.train.run.objective;

import java.util.List;
import org.menura.tensor.grad.Parameter;
import org.menura.train.Task;

/**
 * The task of a stage of a run.
 *
 * @param task the task of each step
 * @param stepsPerEpoch number of steps per epoch, after which as many examples were seen as there are
 * @param more parameters that are trained beside the model, such as those of a value function
 */
public record StageTask(Task task, long stepsPerEpoch, List<Parameter> more) {
    public StageTask {
        more = List.copyOf(more);
    }

    /** Makes a task that trains the model alone. */
    public StageTask(Task task, long stepsPerEpoch) {
        this(task, stepsPerEpoch, List.of());
    }
}
