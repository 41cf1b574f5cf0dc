package org.menura.train.run.objective;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.LongFunction;
import org.menura.tensor.grad.GradBackend;
import org.menura.tensor.grad.Parameter;
import org.menura.train.Task;
import org.menura.train.data.Batches;
import org.menura.train.schema.Options;
import org.menura.train.setup.ExampleSources;
import org.menura.train.setup.RunContext;
import org.menura.train.setup.TrainingData;
import org.menura.train.task.AccumulatingTask.Steps;

/**
 * The parameters, data and batch sizes of a stage's task.
 *
 * @param taught trained parameters of the student
 * @param data the training data
 * @param earlier data of earlier tasks that are replayed beside it
 * @param replayed share of the examples that come from them
 * @param sequences sequences per batch
 * @param accumulation batches per step
 */
public record StageSetup(
        RunContext run,
        List<Parameter> taught,
        TrainingData data,
        List<TrainingData> earlier,
        double replayed,
        int sequences,
        int accumulation) {
    public StageSetup {
        taught = List.copyOf(taught);
        earlier = List.copyOf(earlier);
    }

    /** Returns a copy with one example a step, and without replay. */
    public StageSetup single() {
        return new StageSetup(run, taught, data, List.of(), 0, 1, 1);
    }

    /** Returns how many examples a step learns from. */
    public int perStep() {
        return Math.multiplyExact(sequences, accumulation);
    }

    /** Returns the recipe's section {@code objective}. */
    public Options options() {
        return run.objective();
    }

    /** Returns the backend of the model in training. */
    public GradBackend ops() {
        return run.ops();
    }

    /**
     * Makes a task over shuffled batches of the data, and of earlier data where that is replayed.
     *
     * @param examples of some data
     * @param join one batch of several examples
     * @param task of what each step learns from, in parts whose gradients are added up
     */
    public <B> StageTask over(
            Function<TrainingData, ExampleSources<B>> examples,
            Function<List<B>, B> join,
            Function<Steps<B>, Task> task) {
        ExampleSources<B> own = examples.apply(data);
        ExampleSources<B> all = own.replaying(earlier.stream().map(examples).toList(), replayed);
        Batches<B> batches = all.batches(sequences, run.seed(), join);
        LongFunction<List<B>> parts = step -> {
            List<B> of = new ArrayList<>();
            for (int i = 0; i < accumulation; i++) {
                of.add(batches.at(step * accumulation + i));
            }
            return of;
        };
        return new StageTask(
                task.apply(new Steps<>(ops(), taught, parts)), Math.max(1, Math.ceilDiv(own.count(), perStep())));
    }
}
