package org.menura.train.run.objective;

import java.util.List;
import org.menura.tensor.grad.Parameter;
import org.menura.train.Task;

/**
 * The task of a stage of a run.
 *
 * @param task what each step does
 * @param stepsPerEpoch after how many steps as many examples were seen as there are
 * @param more what is taught beside the model, such as a value function
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
