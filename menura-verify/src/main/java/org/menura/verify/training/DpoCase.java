package org.menura.verify.training;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.menura.format.Checkpoint;
import org.menura.tensor.grad.GradBackend;
import org.menura.train.data.Batch;
import org.menura.train.objective.Dpo;
import org.menura.train.objective.PreferenceLoss;
import org.menura.train.task.AccumulatingTask.Steps;
import org.menura.train.task.PreferenceTask;
import org.menura.verify.Check;

/** Direct preference optimisation: {@code kind: dpo}. */
final class DpoCase extends TrainingCase {
    private DpoCase(JsonNode description, Checkpoint golden, GradBackend ops) {
        super(description, golden, ops);
    }

    static List<Check> run(Path folder, JsonNode description, Checkpoint golden, GradBackend ops) {
        DpoCase c = new DpoCase(description, golden, ops);
        c.given();
        c.models(Student.of(folder.resolve("policy"), ops), Student.of(folder.resolve("reference"), ops));
        return c.checks;
    }

    private void given() {
        double smoothing = description.path("label_smoothing").asDouble();
        losses("losses.sigmoid", new PreferenceLoss.Sigmoid(0));
        losses("losses.hinge", new PreferenceLoss.Hinge());
        losses("losses.ipo", new PreferenceLoss.Ipo());
        losses("losses.sigmoid.smoothed", new PreferenceLoss.Sigmoid(smoothing));
        losses("losses.robust.smoothed", new PreferenceLoss.Robust(smoothing));
        Dpo.Result result = given(new PreferenceLoss.Sigmoid(0));
        values("rewards.chosen", result.chosenRewards());
        values("rewards.rejected", result.rejectedRewards());
    }

    private void losses(String name, PreferenceLoss kind) {
        values(name, given(kind).losses());
    }

    private Dpo.Result given(PreferenceLoss kind) {
        Dpo.Logps policy = new Dpo.Logps(doubles("policy_chosen_logps"), doubles("policy_rejected_logps"));
        Dpo.Logps reference = new Dpo.Logps(doubles("reference_chosen_logps"), doubles("reference_rejected_logps"));
        return Dpo.of(policy, reference, beta(), kind);
    }

    private double beta() {
        return description.path("beta").asDouble();
    }

    private void models(Student policy, Student reference) {
        int[] prompts = Arrays.stream(golden.tensor("prompt_lengths").toLongs())
                .mapToInt(Math::toIntExact)
                .toArray();
        Batch pairs = RewardCase.pairs(golden, prompts);
        Dpo.Logps logps = PreferenceTask.logps(policy.model(), pairs);
        Dpo.Logps before = PreferenceTask.logps(reference.model(), pairs);
        values("model.policy_chosen_logps", logps.chosen());
        values("model.policy_rejected_logps", logps.rejected());
        values("model.reference_chosen_logps", before.chosen());
        values("model.reference_rejected_logps", before.rejected());
        PreferenceTask task = new PreferenceTask(
                policy.model(),
                reference.model(),
                new Steps<>(ops, policy.parameters().trainables(), _ -> List.of(pairs)),
                beta(),
                new PreferenceLoss.Sigmoid(0));
        value("model.loss", task.gradients(0).loss());
        for (JsonNode name : description.path("grads")) {
            gradient(policy, name.asText());
        }
    }
}
