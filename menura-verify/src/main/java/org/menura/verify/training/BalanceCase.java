package org.menura.verify.training;

import java.util.ArrayList;
import java.util.List;
import org.menura.model.ForwardBatch;
import org.menura.tensor.Tensor;
import org.menura.tensor.grad.GradBackend;
import org.menura.train.data.Batch;
import org.menura.train.objective.CrossEntropy;
import org.menura.train.objective.LoadBalancing;
import org.menura.train.task.AccumulatingTask.Steps;
import org.menura.train.task.LanguageModelTask;
import org.menura.verify.Check;
import org.menura.verify.RecordedCase;
import org.menura.verify.RouterLoss;

/** The even use of experts: {@code kind: moe-aux}. */
final class BalanceCase extends TrainingCase {
    private BalanceCase(RecordedCase recorded, GradBackend ops) {
        super(recorded, ops);
    }

    static List<Check> run(RecordedCase recorded, GradBackend ops) {
        BalanceCase c = new BalanceCase(recorded, ops);
        Student student = Student.of(recorded.folder(), ops);
        RouterLoss options = RouterLoss.always(student.config());
        if (c.golden.has("gate_logits")) {
            c.given(options.chosen());
        }
        c.model(student, options);
        return c.checks;
    }

    private void given(int chosen) {
        Tensor all = golden.tensor("gate_logits"); // [layers, tokens, experts]
        List<Tensor> layers = new ArrayList<>();
        for (int i = 0; i < all.dim(0); i++) {
            layers.add(all.rows(i, i + 1).reshape(all.dim(1), all.dim(2)).toHeap());
        }
        long[] mask = golden.tensor("attention_mask").toLongs();
        boolean[] counted = new boolean[mask.length];
        for (int i = 0; i < mask.length; i++) {
            counted[i] = mask[i] != 0;
        }
        valueIfRecorded(
                "aux_loss.given",
                () -> LoadBalancing.of(layers, chosen, null, 1).loss());
        valueIfRecorded(
                "aux_loss.given.masked",
                () -> LoadBalancing.of(layers, chosen, counted, 1).loss());
    }

    private void model(Student student, RouterLoss router) {
        Batch tokens = labelled("input_ids", "attention_mask", "labels");
        ForwardBatch step = tokens.step().withRouters();
        student.model().forward(step);
        valueIfRecorded(
                "model.aux_loss",
                () -> LoadBalancing.of(step.routers(), router.chosen(), null, 1).loss());
        LanguageModelTask.Options options =
                new LanguageModelTask.Options(CrossEntropy.Options.NONE, router.weight(), router.chosen(), 0);
        LanguageModelTask task = new LanguageModelTask(
                student.model(), new Steps<>(ops, student.parameters().trainables(), _ -> List.of(tokens)), options);
        value("model.loss", task.gradients(0).loss());
        gradients(student);
        valueIfRecorded("model.loss.without_aux", () -> LanguageModelTask.evaluate(student.model(), List.of(tokens)));
    }
}
