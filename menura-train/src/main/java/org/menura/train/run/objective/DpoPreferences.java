package org.menura.train.run.objective;

import java.util.List;
import org.menura.train.data.Batch;
import org.menura.train.objective.Divergence;
import org.menura.train.objective.DivergenceLoss;
import org.menura.train.objective.PreferenceLoss;
import org.menura.train.schema.Checker;
import org.menura.train.schema.Key;
import org.menura.train.schema.Options;
import org.menura.train.task.BatchReader;
import org.menura.train.task.PreferenceTask;

/** Teaches which of two answers is better (DPO, arXiv 2305.18290). */
final class DpoPreferences implements Objective {
    @Override
    public Traits traits() {
        return Traits.of("dpo", "preference")
                .keys(
                        CommonKeys.LABEL_SMOOTHING,
                        Key.choice(
                                "variant",
                                "sigmoid",
                                List.of(
                                        "sigmoid",
                                        "hinge",
                                        "ipo",
                                        "cdpo",
                                        "robust",
                                        "exo_pair",
                                        "nca_pair",
                                        "bco_pair",
                                        "sppo_hard",
                                        "aot",
                                        "aot_pair",
                                        "aot_unpaired",
                                        "apo_zero",
                                        "apo_down",
                                        "discopop",
                                        "sigmoid_norm"),
                                "Which loss of preferences (DPO, arXiv 2305.18290, is sigmoid); ipo and sigmoid_norm take the mean"
                                        + " over an answer's tokens."),
                        Key.choice(
                                "divergence",
                                "reverse_kl",
                                List.of("reverse_kl", "forward_kl", "js_divergence", "alpha_divergence"),
                                "Which divergence holds the model to the reference (f-DPO, arXiv 2309.16240), with losses of the"
                                        + " margin alone."),
                        Key.real("alpha", 0.5, "Of alpha_divergence; 1 is reverse_kl, 0 is forward_kl."),
                        CommonKeys.chosenWeight(0.0),
                        CommonKeys.beta(0.1),
                        CommonKeys.REFERENCE)
                .with(Trait.MEDIA);
    }

    @Override
    public void check(Options objective, Options batch, Checker checker) {
        CommonKeys.requireBeta(objective, checker);
        PreferenceLoss loss;
        try {
            loss = plain(objective);
        } catch (IllegalArgumentException e) {
            throw checker.error(
                    "objective.label_smoothing",
                    "does not go with the variant %s: %s".formatted(objective.text("variant"), e.getMessage()));
        }
        if (!objective.text("divergence").equals("reverse_kl") && !(loss instanceof PreferenceLoss.OfMargin)) {
            throw checker.error(
                    "objective.divergence",
                    "goes with losses of the margin alone, not with %s; leave it out"
                            .formatted(objective.text("variant")));
        }
    }

    @Override
    public StageTask task(StageSetup stage) {
        Options o = stage.options();
        String variant = o.text("variant");
        BatchReader reference = References.of(stage.run());
        PreferenceTask.Options options = new PreferenceTask.Options(
                o.number("beta"),
                loss(o),
                variant.equals("ipo") || variant.equals("sigmoid_norm"),
                o.number("chosen_weight"));
        return stage.over(
                LanguageModeling::pairs,
                Batch::join,
                steps -> new PreferenceTask(stage.run().reader(), reference, steps, options));
    }

    private static PreferenceLoss loss(Options o) {
        PreferenceLoss loss = plain(o);
        return o.text("divergence").equals("reverse_kl") || !(loss instanceof PreferenceLoss.OfMargin margin)
                ? loss
                : new DivergenceLoss(margin, Divergence.named(o.text("divergence"), o.number("alpha")));
    }

    private static PreferenceLoss plain(Options o) {
        String name = switch (o.text("variant")) {
            case "cdpo", "sigmoid_norm" -> "sigmoid";
            default -> o.text("variant");
        };
        return PreferenceLoss.named(name, o.number("label_smoothing"), 0.05);
    }
}
