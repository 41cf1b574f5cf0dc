package org.menura.train.run.objective;

import java.util.Collections;
import java.util.List;
import org.menura.train.data.Batch;
import org.menura.train.objective.Divergence;
import org.menura.train.objective.DivergenceLoss;
import org.menura.train.objective.PreferenceLoss;
import org.menura.train.objective.SortedLoss;
import org.menura.train.schema.Checker;
import org.menura.train.schema.Key;
import org.menura.train.schema.Kind;
import org.menura.train.schema.Options;
import org.menura.train.task.BatchReader;
import org.menura.train.task.PreferenceTask;

/** Teaches which of two answers is better (DPO, arXiv 2305.18290). */
final class DpoPreferences implements Objective {
    private static final List<String> VARIANTS = List.of(
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
            "sigmoid_norm");

    /** Variants that take the mean over an answer's tokens. */
    private static final List<String> AVERAGED = List.of("ipo", "sigmoid_norm");

    @Override
    public Traits traits() {
        return Traits.of("dpo", "preference")
                .keys(
                        CommonKeys.LABEL_SMOOTHING,
                        Key.of(
                                "variant",
                                new Kind.Several(new Kind.Choice(VARIANTS)),
                                List.of("sigmoid"),
                                "Which loss of preferences (DPO, arXiv 2305.18290, is sigmoid), or several, which are added up; ipo"
                                        + " and sigmoid_norm take the mean over an answer's tokens."),
                        Key.of(
                                "variant_weights",
                                new Kind.Several(new Kind.Real(0, Double.POSITIVE_INFINITY, true, false)),
                                List.of(),
                                "Weights of several variants (MPO, arXiv 2411.10442); 1 each if not given."),
                        Key.choice(
                                "divergence",
                                "reverse_kl",
                                List.of("reverse_kl", "forward_kl", "js_divergence", "alpha_divergence"),
                                "Which divergence holds the model to the reference (f-DPO, arXiv 2309.16240), with losses of the"
                                        + " margin alone."),
                        Key.real("alpha", 0.5, "Of alpha_divergence; 1 is reverse_kl, 0 is forward_kl."),
                        Key.share(
                                "ld_alpha",
                                1.0,
                                true,
                                "Weight of an answer's tokens beyond the length of the other of its pair (LD-DPO, arXiv 2409.06411)."),
                        Key.flag(
                                "weighting",
                                false,
                                "Weigh pairs by how likely the model itself is to write them (WPO, arXiv 2406.11827)."),
                        CommonKeys.chosenWeight(0.0),
                        CommonKeys.beta(0.1),
                        CommonKeys.REFERENCE)
                .with(Trait.MEDIA);
    }

    @Override
    public void check(Options objective, Options batch, Checker checker) {
        CommonKeys.requireBeta(objective, checker);
        List<String> variants = objective.texts("variant");
        int weights = objective.numbers("variant_weights").size();
        if (variants.isEmpty()) {
            throw checker.error("objective.variant", "is an empty list; name at least one, such as sigmoid");
        }
        if (weights != 0 && weights != variants.size()) {
            throw checker.error(
                    "objective.variant_weights",
                    "has %d numbers for %d variants; give one for each".formatted(weights, variants.size()));
        }
        if (!AVERAGED.containsAll(variants) && variants.stream().anyMatch(AVERAGED::contains)) {
            throw checker.error(
                    "objective.variant",
                    "has variants that take the mean over an answer's tokens (%s) beside others that take the sum; leave out the ones or the others"
                            .formatted(String.join(", ", AVERAGED)));
        }
        for (String variant : variants) {
            check(variant, objective, checker);
        }
    }

    private static void check(String variant, Options objective, Checker checker) {
        PreferenceLoss loss;
        try {
            loss = plain(variant, objective);
        } catch (IllegalArgumentException e) {
            throw checker.error(
                    "objective.label_smoothing",
                    "does not go with the variant %s: %s".formatted(variant, e.getMessage()));
        }
        if (!objective.text("divergence").equals("reverse_kl") && !(loss instanceof PreferenceLoss.OfMargin)) {
            throw checker.error(
                    "objective.divergence",
                    "goes with losses of the margin alone, not with %s; leave it out".formatted(variant));
        }
        if (objective.flag("weighting") && loss instanceof SortedLoss) {
            throw checker.error(
                    "objective.weighting",
                    "does not go with %s, whose losses are of no pair; leave it out".formatted(variant));
        }
    }

    @Override
    public StageTask task(StageSetup stage) {
        Options o = stage.options();
        List<String> variants = o.texts("variant");
        List<Double> weights = o.numbers("variant_weights");
        BatchReader reference = References.of(stage.run());
        PreferenceTask.Options options = new PreferenceTask.Options(
                o.number("beta"),
                PreferenceLoss.sum(
                        variants.stream().map(v -> loss(v, o)).toList(),
                        weights.isEmpty() ? Collections.nCopies(variants.size(), 1.0) : weights),
                AVERAGED.containsAll(variants),
                o.number("chosen_weight"),
                o.number("ld_alpha"),
                o.flag("weighting"),
                false);
        return stage.over(
                LanguageModeling::pairs,
                Batch::join,
                steps -> new PreferenceTask(stage.run().reader(), reference, steps, options));
    }

    private static PreferenceLoss loss(String variant, Options o) {
        PreferenceLoss loss = plain(variant, o);
        return o.text("divergence").equals("reverse_kl") || !(loss instanceof PreferenceLoss.OfMargin margin)
                ? loss
                : new DivergenceLoss(margin, Divergence.named(o.text("divergence"), o.number("alpha")));
    }

    private static PreferenceLoss plain(String variant, Options o) {
        String name = switch (variant) {
            case "cdpo", "sigmoid_norm" -> "sigmoid";
            default -> variant;
        };
        return PreferenceLoss.named(name, o.number("label_smoothing"), 0.05);
    }
}
