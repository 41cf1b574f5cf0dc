package org.menura.verify.training;

import java.util.List;
import org.menura.tensor.Tensor;
import org.menura.tensor.grad.GradBackend;
import org.menura.train.task.AccumulatingTask.Steps;
import org.menura.train.task.LanguageModelTask;
import org.menura.verify.Batch;
import org.menura.verify.Check;
import org.menura.verify.RecordedCase;

/** A loss on some tokens only: {@code kind: sft}. */
final class SftCase extends TrainingCase {
    /** Losses that are divided by the labels of a whole batch, of which this one is a part; their number follows. */
    private static final String WHOLE_BATCH = "loss_num_items_";

    private SftCase(RecordedCase recorded, GradBackend ops) {
        super(recorded, ops);
    }

    static List<Check> run(RecordedCase recorded, GradBackend ops) {
        SftCase c = new SftCase(recorded, ops);
        c.step(Student.of(recorded.folder(), ops));
        return c.checks;
    }

    private void step(Student student) {
        org.menura.train.data.Batch tokens = labelled("input_ids", "attention_mask", "labels");
        Batch batch = Batch.of(golden, "input_ids", "attention_mask");
        Tensor logits = student.model().forward(tokens.step());
        Tensor expected = golden.tensor("logits");
        checks.add(Check.values("logits", logits.toFloats(), batch.at(expected, expected.dim(2)), Check.LOGITS, 1));
        LanguageModelTask task = new LanguageModelTask(
                student.model(),
                new Steps<>(ops, student.parameters().trainables(), _ -> List.of(tokens)),
                LanguageModelTask.Options.PLAIN);
        double loss = task.gradients(0).loss();
        value("loss", loss);
        gradients(student);
        for (String name : golden.names()) {
            if (name.startsWith(WHOLE_BATCH)) {
                value(name, loss * tokens.targetCount() / Integer.parseInt(name.substring(WHOLE_BATCH.length())));
            }
        }
    }
}
