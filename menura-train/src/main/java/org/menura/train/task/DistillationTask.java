package org.menura.train.task;

import org.menura.model.CausalModel;
import org.menura.tensor.Backend;
import org.menura.tensor.Tensor;
import org.menura.tensor.grad.GradientTape;
import org.menura.train.data.Batch;
import org.menura.train.objective.Distillation;

/** Knowledge distillation (arXiv 1503.02531): a student learns what a frozen teacher would say at each token. */
public final class DistillationTask extends AccumulatingTask<Batch> {
    private final CausalModel student;
    private final CausalModel teacher;
    private final Distillation.Options options;

    /**
     * Makes a task of a student.
     *
     * @param teacher of the same vocabulary
     */
    public DistillationTask(
            CausalModel student, CausalModel teacher, Steps<Batch> steps, Distillation.Options options) {
        super(steps);
        this.student = student;
        this.teacher = teacher;
        this.options = options;
    }

    @Override
    protected double weight(Batch part) {
        return part.targetCount();
    }

    @Override
    protected void learn(Batch part, Whole whole, StepSums sums) {
        if (part.targetCount() == 0) {
            return;
        }
        int[] rows = Rows.withTarget(part.targets());
        int[] targets = Rows.at(part.targets(), rows);
        Tensor said = said(part, rows); // [targets, vocabulary]
        try (GradientTape tape = startTape()) {
            Tensor logits = student.forward(part.step().withOutputs(rows)); // [targets, vocabulary]
            Distillation.Result result = Distillation.of(logits, said, targets, (long) whole.weight(), options);
            tape.seed(logits, result.gradient());
            tape.backward();
            sums.add(result.loss(), part.ids().length);
            double share = targets.length / whole.weight();
            result.metrics().forEach((name, value) -> {
                if (!name.equals("tokens")) { // a number, of which there is no mean
                    sums.metric(name, value * share);
                }
            });
        }
    }

    private Tensor said(Batch part, int[] rows) {
        Backend plain = teacher.ops();
        try (Backend.Scope _ = plain.scope()) {
            Tensor logits = teacher.forward(part.step().withOutputs(rows));
            return Tensor.of(logits.toFloats(), 0, logits.shape());
        }
    }
}
