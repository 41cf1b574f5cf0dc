package org.menura.train.run.objective;

import org.menura.train.data.Batch;
import org.menura.train.objective.OddsRatio;
import org.menura.train.objective.PreferenceLoss;
import org.menura.train.schema.Checker;
import org.menura.train.schema.Key;
import org.menura.train.schema.Options;
import org.menura.train.task.PreferenceTask;

/** Teaches which of two answers is better without a reference model: CPO, SimPO, ORPO. */
final class ReferenceFreePreferences implements Objective {
    /** Which one. */
    enum Kind {
        /** Sums of log-probabilities, beside the chosen answers' cross-entropy (arXiv 2401.08417). */
        CPO,
        /** Means of log-probabilities, which must lie a margin apart (arXiv 2405.14734). */
        SIMPO,
        /** Odds of the two answers, beside the chosen answers' cross-entropy (arXiv 2403.07691). */
        ORPO
    }

    private final Kind kind;

    ReferenceFreePreferences(Kind kind) {
        this.kind = kind;
    }

    @Override
    public Traits traits() {
        Traits traits = switch (kind) {
            case CPO ->
                Traits.of("cpo", "preference")
                        .keys(CommonKeys.LABEL_SMOOTHING, CommonKeys.chosenWeight(1.0), CommonKeys.beta(0.1));
            case SIMPO ->
                Traits.of("simpo", "preference")
                        .keys(
                                CommonKeys.LABEL_SMOOTHING,
                                Key.real(
                                        "margin",
                                        0.5,
                                        "How far the rewards of two answers are to lie apart (γ of SimPO, arXiv 2405.14734)."),
                                CommonKeys.chosenWeight(0.0),
                                CommonKeys.beta(2.0));
            case ORPO ->
                Traits.of("orpo", "preference")
                        .keys(
                                CommonKeys.chosenWeight(1.0),
                                Key.flag(
                                        "prompt_loss",
                                        true,
                                        "Whether the chosen answers' own cross-entropy is that of their prompts as well, as in TRL."),
                                CommonKeys.beta(0.1));
        };
        return traits.with(Trait.MEDIA);
    }

    @Override
    public void check(Options objective, Options batch, Checker checker) {
        CommonKeys.requireBeta(objective, checker);
        if (kind != Kind.ORPO && objective.number("label_smoothing") > 0.5) {
            throw checker.error("objective.label_smoothing", "must be at most 0.5 with %s".formatted(traits().name()));
        }
    }

    @Override
    public StageTask task(StageSetup stage) {
        Options o = stage.options();
        double beta = o.number("beta");
        PreferenceLoss loss = switch (kind) {
            case CPO -> new PreferenceLoss.Sigmoid(o.number("label_smoothing"));
            case SIMPO -> new PreferenceLoss.SimPo(o.number("margin"), o.number("label_smoothing"));
            case ORPO -> new OddsRatio();
        };
        PreferenceTask.Options options = new PreferenceTask.Options(
                beta,
                loss,
                kind != Kind.CPO,
                o.number("chosen_weight"),
                1,
                false,
                kind == Kind.ORPO && o.flag("prompt_loss"));
        return stage.over(
                LanguageModeling::pairs,
                Batch::join,
                steps -> new PreferenceTask(stage.run().reader(), null, steps, options));
    }
}
