package org.menura.train.run.objective;

import java.util.List;
import org.menura.train.measure.Metric;
import org.menura.train.schema.DataSource;
import org.menura.train.schema.Key;
import org.menura.train.schema.Options;
import org.menura.train.setup.RunContext;
import org.menura.train.setup.TrainingData;

/** Teaches what an assistant says (supervised fine-tuning). */
final class Sft implements Objective {
    @Override
    public String name() {
        return "sft";
    }

    @Override
    public List<Key> keys() {
        return List.of(
                CommonKeys.LABEL_SMOOTHING,
                CommonKeys.Z_LOSS,
                Key.flag("completion_only", true, "Learn only what the assistant says."));
    }

    @Override
    public List<String> formats() {
        return List.of("chat", "jsonl");
    }

    @Override
    public boolean learnsTasks() {
        return true;
    }

    @Override
    public boolean takesMedia() {
        return true;
    }

    @Override
    public StageTask task(StageSetup stage) {
        return CausalLm.task(stage, true, answers(stage.options()));
    }

    @Override
    public Metric metric(RunContext run, DataSource source, TrainingData data) {
        return LanguageMetrics.of(run, source, data, true, answers(run.objective()));
    }

    private static boolean answers(Options objective) {
        return objective.flag("completion_only");
    }
}
