package org.menura.train.task;

import java.util.List;
import java.util.function.LongFunction;
import org.menura.tensor.Tensor;
import org.menura.tensor.grad.GradBackend;
import org.menura.tensor.grad.GradientTape;
import org.menura.tensor.grad.Parameter;
import org.menura.train.StepResult;
import org.menura.train.Task;

/**
 * A task with gradient accumulation: it adds up the gradients of a step's parts, one after the other.
 *
 * @param <B> the type of a part
 */
public abstract class AccumulatingTask<B> implements Task {
    private final Steps<B> steps;

    /**
     * The backend, parameters and batches of a task.
     *
     * @param ops the backend of the model
     * @param parameters the trained parameters
     * @param batches the batches of a step, whose gradients are added up
     * @param <B> the type of a part
     */
    public record Steps<B>(GradBackend ops, List<Parameter> parameters, LongFunction<List<B>> batches) {}

    /** Makes a task of steps. */
    protected AccumulatingTask(Steps<B> steps) {
        this.steps = steps;
    }

    /**
     * The number and total weight of a step's parts.
     *
     * @param parts number of parts
     * @param weight sum of their weights
     */
    protected record Whole(int parts, double weight) {
        /** The share of one of equal parts. */
        float share() {
            return 1f / parts;
        }
    }

    /** Returns the weight of a part beside the others of its step; 1 unless overridden. */
    protected double weight(B part) {
        return 1;
    }

    /** Adds the gradients of a part to those of the parameters, and its share of the loss to the sums. */
    protected abstract void learn(B part, Whole whole, StepSums sums);

    /** Completes the metrics of a step. */
    protected void finish(Whole whole, StepSums sums) {}

    @Override
    public final StepResult gradients(long step) {
        steps.ops.beginStep(step);
        List<B> parts = steps.batches.apply(step);
        double weight = 0;
        for (B part : parts) {
            weight += weight(part);
        }
        Whole whole = new Whole(parts.size(), weight);
        StepSums sums = new StepSums();
        for (B part : parts) {
            learn(part, whole, sums);
        }
        finish(whole, sums);
        return sums.result();
    }

    /** Returns the backend of the models. */
    protected final GradBackend ops() {
        return steps.ops;
    }

    /** Returns the trained parameters. */
    protected final List<Parameter> parameters() {
        return steps.parameters;
    }

    /** Starts a gradient tape that records the computation from here on. */
    protected final GradientTape startTape() {
        return steps.ops.record(steps.parameters);
    }

    /** Seeds the tape with the gradient of a result, times a weight. */
    protected final void seed(GradientTape tape, Tensor result, double[] gradient, float weight) {
        tape.seed(
                result,
                steps.ops.affine(Numbers.floats(gradient).reshape(result.shape().toArray()), weight, 0));
    }
}
