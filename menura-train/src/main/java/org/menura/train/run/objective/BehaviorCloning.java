package org.menura.train.run.objective;

import org.menura.train.measure.Metric;
import org.menura.train.rl.episode.CloningTask;
import org.menura.train.rl.episode.EpisodeSpecs;
import org.menura.train.schema.Checker;
import org.menura.train.schema.DataSource;
import org.menura.train.schema.Key;
import org.menura.train.schema.Options;
import org.menura.train.setup.RunContext;
import org.menura.train.setup.TrainingData;

/** Teaches an expert's actions in an environment (behaviour cloning). */
final class BehaviorCloning implements Objective {
    @Override
    public Traits traits() {
        return Traits.of("behavior-cloning", EpisodePolicies.FORMAT)
                .keys(EpisodePolicies.keys(Key.real(
                        "world",
                        0.0,
                        "Weight of the environment's own tokens, which are learned beside the actions.")));
    }

    @Override
    public void check(Options objective, Options batch, Checker checker) {
        EpisodePolicies.check(objective, checker);
    }

    @Override
    public StageTask task(StageSetup stage) {
        RunContext run = stage.run();
        EpisodeSpecs specs = EpisodePolicies.specs(stage.data().sources());
        CloningTask task = new CloningTask(new CloningTask.Setup(
                run.decoder(),
                stage.ops(),
                stage.taught(),
                specs.shuffled(stage.perStep(), run.seed()),
                EpisodePolicies.rollouts(run, 0),
                stage.options().number("world")));
        return new StageTask(task, Math.max(1, Math.ceilDiv(specs.count(), stage.perStep())));
    }

    @Override
    public Metric metric(RunContext run, DataSource source, TrainingData data) {
        return EpisodePolicies.metric(run, source);
    }
}
