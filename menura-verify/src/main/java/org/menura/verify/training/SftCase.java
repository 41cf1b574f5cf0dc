package org.menura.verify.training;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.List;
import org.menura.format.Checkpoint;
import org.menura.tensor.Tensor;
import org.menura.tensor.grad.GradBackend;
import org.menura.train.task.AccumulatingTask.Steps;
import org.menura.train.task.LanguageModelTask;
import org.menura.verify.Batch;
import org.menura.verify.Check;

/** A loss on some tokens only: {@code kind: sft}. */
final class SftCase extends TrainingCase {
    /** Labels of the whole batch, of which this one is a part. */
    private static final int NUM_ITEMS = 20;

    private SftCase(JsonNode description, Checkpoint golden, GradBackend ops) {
        super(description, golden, ops);
    }

    static List<Check> run(Path folder, JsonNode description, Checkpoint golden, GradBackend ops) {
        SftCase c = new SftCase(description, golden, ops);
        c.step(Student.of(folder, ops));
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
        gradient(student, "lm_head.weight");
        value("loss_num_items_20", loss * tokens.targetCount() / NUM_ITEMS);
    }
}
