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
                                List.of("sigmoid", "hinge", "ipo", "cdpo", "robust"),
                                "Which loss of preferences (DPO, arXiv 2305.18290, is sigmoid)."),
                        CommonKeys.beta(0.1),
                        CommonKeys.REFERENCE)
                .with(Trait.MEDIA);
    }

    @Override
    public StageTask task(StageSetup stage) {
        Options o = stage.options();
        PreferenceLoss loss = switch (o.text("variant")) {
            case "hinge" -> new PreferenceLoss.Hinge();
            case "ipo" -> new PreferenceLoss.Ipo();
            case "robust" -> new PreferenceLoss.Robust(o.number("label_smoothing"));
            default -> new PreferenceLoss.Sigmoid(o.number("label_smoothing"));
        };
        BatchReader reference = References.of(stage.run());
        return stage.over(
                LanguageModeling::pairs,
                Batch::join,
                steps -> new PreferenceTask(stage.run().reader(), reference, steps, o.number("beta"), loss));
    }
}
