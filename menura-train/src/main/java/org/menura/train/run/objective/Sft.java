package org.menura.train.run.objective;

import org.menura.train.measure.Metric;
import org.menura.train.schema.DataSource;
import org.menura.train.schema.Key;
import org.menura.train.schema.Options;
import org.menura.train.setup.RunContext;
import org.menura.train.setup.TrainingData;

/** Teaches what an assistant says (supervised fine-tuning). */
final class Sft implements Objective {
    @Override
    public Traits traits() {
        return Traits.of("sft", "chat", "jsonl")
                .keys(
                        CommonKeys.LABEL_SMOOTHING,
                        CommonKeys.Z_LOSS,
                        CommonKeys.BALANCE,
                        CommonKeys.ROUTER_Z_LOSS,
                        CommonKeys.NOISE,
                        Key.flag("completion_only", true, "Learn only what the assistant says."))
                .with(Trait.SEQUENTIAL, Trait.MEDIA);
    }

    @Override
    public StageTask task(StageSetup stage) {
        return CausalLm.task(stage, true, answers(stage.options()));
    }

    @Override
    public Metric metric(RunContext run, DataSource source, TrainingData data) {
        return LanguageModeling.of(run, source, data, true, answers(run.objective()));
    }

    private static boolean answers(Options objective) {
        return objective.flag("completion_only");
    }
}
