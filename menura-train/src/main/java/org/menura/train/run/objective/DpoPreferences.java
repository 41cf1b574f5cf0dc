package org.menura.train.run.objective;

import java.util.List;
import org.menura.train.data.Batch;
import org.menura.train.objective.PreferenceLoss;
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
                                        "apo_zero",
                                        "apo_down",
                                        "discopop"),
                                "Which loss of preferences (DPO, arXiv 2305.18290, is sigmoid)."),
                        CommonKeys.beta(0.1),
                        CommonKeys.REFERENCE)
                .with(Trait.MEDIA);
    }

    @Override
    public StageTask task(StageSetup stage) {
        Options o = stage.options();
        PreferenceLoss loss = PreferenceLoss.named(
                o.text("variant").equals("cdpo") ? "sigmoid" : o.text("variant"), o.number("label_smoothing"), 0.05);
        BatchReader reference = References.of(stage.run());
        return stage.over(
                LanguageModeling::pairs,
                Batch::join,
                steps -> new PreferenceTask(stage.run().reader(), reference, steps, o.number("beta"), loss));
    }
}
