package org.menura.train.task;

import java.util.List;
import java.util.function.LongFunction;
import org.menura.model.CausalModel;
import org.menura.tensor.Backend;
import org.menura.tensor.Tensor;
import org.menura.tensor.grad.GradBackend;
import org.menura.tensor.grad.GradientTape;
import org.menura.tensor.grad.Parameter;
import org.menura.train.StepResult;
import org.menura.train.Task;
import org.menura.train.data.Batch;
import org.menura.train.objective.Distillation;

/** Knowledge distillation (arXiv 1503.02531): a student learns what a frozen teacher would say at each token. */
public final class DistillationTask implements Task {
    private final CausalModel student;
    private final CausalModel teacher;
    private final GradBackend ops;
    private final List<Parameter> parameters;
    private final LongFunction<List<Batch>> batches;
    private final Distillation.Options options;

    /**
     * A task over {@code parameters} of a student.
     *
     * @param teacher of the same vocabulary
     */
    public DistillationTask(
            CausalModel student,
            CausalModel teacher,
            GradBackend ops,
            List<Parameter> parameters,
            LongFunction<List<Batch>> batches,
            Distillation.Options options) {
        this.student = student;
        this.teacher = teacher;
        this.ops = ops;
        this.parameters = parameters;
        this.batches = batches;
        this.options = options;
    }

    @Override
    public StepResult gradients(long step) {
        List<Batch> parts = batches.apply(step);
        long count = parts.stream().mapToLong(Batch::targetCount).sum();
        Sums sums = new Sums();
        for (Batch part : parts) {
            if (part.targetCount() > 0) {
                int[] rows = Rows.withTarget(part.targets());
                int[] targets = Rows.at(part.targets(), rows);
                Tensor said = said(part, rows); // [targets, vocabulary]
                try (GradientTape recording = ops.record(parameters)) {
                    Tensor logits = student.forward(part.step().withOutputs(rows)); // [targets, vocabulary]
                    Distillation.Result result = Distillation.of(logits, said, targets, count, options);
                    recording.seed(logits, result.gradient());
                    recording.backward();
                    sums.addShare(result, targets.length / (double) count, part.ids().length);
                }
            }
        }
        return sums.result();
    }

    private Tensor said(Batch part, int[] rows) {
        Backend plain = teacher.ops();
        try (Backend.Scope _ = plain.scope()) {
            Tensor logits = teacher.forward(part.step().withOutputs(rows));
            return Tensor.of(logits.toFloats(), 0, logits.shape());
        }
    }
}
