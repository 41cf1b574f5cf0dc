package org.menura.train;

import java.io.IOException;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.menura.tensor.grad.Parameter;
import org.menura.train.optim.Ema;
import org.menura.train.optim.GradientClipping;
import org.menura.train.optim.Optimizer;
import org.menura.train.schedule.Schedule;

/** The training loop: gradients, gradient clipping, optimiser step. */
public final class Trainer {
    private final Task task;
    private final Optimizer optimizer;
    private final Schedule schedule;
    private final List<Parameter> parameters;
    private final double maxNorm;
    private final int threads;
    private final @Nullable Ema average;
    private final long begin;

    /** A listener that gets the result of each step. */
    public interface Listener {
        /**
         * Receives the result of a step.
         *
         * @param step from 0
         * @param rate the learning rate that it had
         * @param norm L2 norm of all gradients before they were limited
         */
        void stepped(long step, StepResult result, double rate, double norm) throws IOException;
    }

    /**
     * Makes a trainer of a task.
     *
     * @param maxNorm to which the norm of all gradients is limited; infinity for no limit
     * @param threads to go over gradients with
     * @param average of the parameters over the steps, or null
     * @param begin the step of the run at which the task and its schedule begin
     */
    public Trainer(
            Task task,
            Optimizer optimizer,
            Schedule schedule,
            double maxNorm,
            int threads,
            @Nullable Ema average,
            long begin) {
        this.task = task;
        this.parameters = optimizer.groups().stream()
                .flatMap(g -> g.parameters().stream())
                .toList();
        this.threads = threads;
        this.optimizer = optimizer;
        this.schedule = schedule;
        this.maxNorm = maxNorm;
        this.average = average;
        this.begin = begin;
    }

    /** Makes a trainer of a task that begins at the first step of the run. */
    public Trainer(
            Task task, Optimizer optimizer, Schedule schedule, double maxNorm, int threads, @Nullable Ema average) {
        this(task, optimizer, schedule, maxNorm, threads, average, 0);
    }

    /**
     * Runs steps {@code from} to {@code to}, or until {@code stop} says so where a pause is possible.
     *
     * @return the step that would come next
     * @throws IOException if the listener does
     * @throws TrainingException if a loss or a gradient is no finite number; parameters are as before that step
     */
    public long run(long from, long to, Listener listener, BooleanSupplier stop) throws IOException {
        for (long step = from; step < to; step++) {
            optimizer.zeroGradients();
            StepResult result = task.gradients(step - begin);
            double norm = maxNorm == Double.POSITIVE_INFINITY
                    ? GradientClipping.norm(parameters, threads)
                    : GradientClipping.clipNorm(parameters, maxNorm, threads);
            if (!Double.isFinite(result.loss()) || !Double.isFinite(norm)) {
                throw new TrainingException(
                        ("step %d has a loss of %s and a gradient of norm %s; lower the learning rate, lengthen the"
                                        + " warm-up or limit the norm (optimizer.clip)")
                                .formatted(step + 1, result.loss(), norm));
            }
            double rate = schedule.rate(step - begin);
            optimizer.step(rate);
            task.bound();
            if (average != null) {
                average.update();
            }
            listener.stepped(step, result, rate, norm);
            if (stop.getAsBoolean() && task.mayPauseAfter(step - begin)) {
                return step + 1;
            }
        }
        return to;
    }
}
