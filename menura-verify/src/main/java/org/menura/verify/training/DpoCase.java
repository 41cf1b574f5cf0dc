package org.menura.verify.training;

import java.util.Arrays;
import java.util.List;
import org.menura.format.FormatException;
import org.menura.tensor.grad.GradBackend;
import org.menura.train.data.Batch;
import org.menura.train.objective.AnswerLoss;
import org.menura.train.objective.Divergence;
import org.menura.train.objective.DivergenceLoss;
import org.menura.train.objective.Dpo;
import org.menura.train.objective.PreferenceLoss;
import org.menura.train.task.AccumulatingTask.Steps;
import org.menura.train.task.PreferenceTask;
import org.menura.verify.Check;
import org.menura.verify.RecordedCase;

/** Direct preference optimisation: {@code kind: dpo}. */
final class DpoCase extends TrainingCase {
    private DpoCase(RecordedCase recorded, GradBackend ops) {
        super(recorded, ops);
    }

    static List<Check> run(RecordedCase recorded, GradBackend ops) {
        DpoCase c = new DpoCase(recorded, ops);
        c.given();
        c.models(
                Student.of(recorded.folder().resolve("policy"), ops),
                Student.of(recorded.folder().resolve("reference"), ops));
        return c.checks;
    }

    private void given() {
        double smoothing = settings.number("label_smoothing", 0);
        for (String name : golden.names()) {
            if (name.startsWith("losses.")) {
                losses(name, loss(name.substring("losses.".length()), smoothing));
            }
        }
        Dpo.Result result = given(new PreferenceLoss.Sigmoid(0));
        values("rewards.chosen", result.chosenRewards());
        values("rewards.rejected", result.rejectedRewards());
    }

    private PreferenceLoss loss(String name, double smoothing) {
        String plain = name.replaceFirst("\\.smoothed$", "");
        try {
            return PreferenceLoss.named(
                    plain, plain.equals(name) ? 0 : smoothing, settings.number("discopop_tau", 0.05));
        } catch (IllegalArgumentException e) {
            throw new FormatException("losses.%s can't be verified: %s".formatted(name, e.getMessage()));
        }
    }

    private void losses(String name, PreferenceLoss kind) {
        Dpo.Logps reference = reference();
        if (settings.flag("reference_free", false) && ofScores(kind)) {
            int pairs = reference.chosen().length;
            reference = new Dpo.Logps(new double[pairs], new double[pairs]);
        }
        values(name, given(reference, diverging(kind)).losses());
    }

    /** Whether the reference reads a loss's log-ratios as its settings say, rather than by itself. */
    private static boolean ofScores(PreferenceLoss kind) {
        return kind instanceof PreferenceLoss.OfMargin && !(kind instanceof PreferenceLoss.DiscoPop)
                || kind == AnswerLoss.APO_ZERO
                || kind == AnswerLoss.APO_DOWN;
    }

    private PreferenceLoss diverging(PreferenceLoss kind) {
        String name = settings.text("f_divergence_type", "reverse_kl");
        // TRL gives 1 - α.
        double coefficient = settings.part("f_divergence_params").number("alpha_divergence_coef", 1);
        return name.equals("reverse_kl") || !ofScores(kind) || !(kind instanceof PreferenceLoss.OfMargin margin)
                ? kind
                : new DivergenceLoss(margin, Divergence.named(name, 1 - coefficient));
    }

    private Dpo.Result given(PreferenceLoss kind) {
        return given(reference(), kind);
    }

    private Dpo.Result given(Dpo.Logps reference, PreferenceLoss kind) {
        Dpo.Logps policy = new Dpo.Logps(doubles("policy_chosen_logps"), doubles("policy_rejected_logps"));
        return Dpo.of(policy, reference, beta(), kind);
    }

    private Dpo.Logps reference() {
        return new Dpo.Logps(doubles("reference_chosen_logps"), doubles("reference_rejected_logps"));
    }

    private double beta() {
        return settings.number("beta");
    }

    private void models(Student policy, Student reference) {
        RewardCase.refuseCountedPadding(policy.config(), golden);
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
        gradients(policy);
    }
}
