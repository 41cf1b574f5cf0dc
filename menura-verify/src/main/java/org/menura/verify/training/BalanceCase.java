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

/** The even use of experts: {@code kind: moe-aux}. */
final class BalanceCase extends TrainingCase {
    private BalanceCase(RecordedCase recorded, GradBackend ops) {
        super(recorded, ops);
    }

    static List<Check> run(RecordedCase recorded, GradBackend ops) {
        BalanceCase c = new BalanceCase(recorded, ops);
        Student student = Student.of(recorded.folder(), ops);
        int chosen = student.config().positive("num_experts_per_tok", 2);
        c.given(chosen);
        c.model(student, chosen);
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
        value("aux_loss.given", LoadBalancing.of(layers, chosen, null, 1).loss());
        value(
                "aux_loss.given.masked",
                LoadBalancing.of(layers, chosen, counted, 1).loss());
    }

    private void model(Student student, int chosen) {
        Batch tokens = labelled("input_ids", "attention_mask", "labels");
        double weight = student.config().number("router_aux_loss_coef", 0.001);
        ForwardBatch step = tokens.step().withRouters();
        student.model().forward(step);
        value(
                "model.aux_loss",
                LoadBalancing.of(step.routers(), chosen, null, 1).loss());
        LanguageModelTask.Options options = new LanguageModelTask.Options(CrossEntropy.Options.NONE, weight, chosen, 0);
        LanguageModelTask task = new LanguageModelTask(
                student.model(), new Steps<>(ops, student.parameters().trainables(), _ -> List.of(tokens)), options);
        value("model.loss", task.gradients(0).loss());
        gradient(student, "model.layers.0.block_sparse_moe.gate.weight");
        value("model.loss.without_aux", LanguageModelTask.evaluate(student.model(), List.of(tokens)));
    }
}
