package org.menura.train.run.objective;

import java.util.List;
import org.menura.train.measure.Metric;
import org.menura.train.objective.Grpo;
import org.menura.train.rl.episode.EpisodeGrpoTask;
import org.menura.train.schema.Checker;
import org.menura.train.schema.DataSource;
import org.menura.train.schema.Key;
import org.menura.train.schema.Options;
import org.menura.train.setup.RunContext;
import org.menura.train.setup.TrainingData;

/** Lets a model act in an environment, and teaches what made the better episodes better (GRPO and GiGPO). */
final class EpisodeGrpo implements Objective {
    @Override
    public Traits traits() {
        return Traits.of("episode-grpo", EpisodePolicies.FORMAT)
                .keys(EpisodePolicies.keys(
                        CommonKeys.TEMPERATURE,
                        CommonKeys.beta(0),
                        CommonKeys.REFERENCE,
                        Policies.CLIP,
                        Policies.GROUP,
                        EpisodePolicies.STEP_COST,
                        EpisodePolicies.SHUFFLED,
                        EpisodePolicies.CURRICULUM,
                        Key.flag("scaled", true, "Whether advantages are divided by the deviation within a group."),
                        Key.real(
                                "step_weight",
                                1.0,
                                "Weight of advantages of steps among those with the same state (GiGPO, arXiv 2505.10978);"
                                        + " 0 for those of episodes alone."),
                        PpoPolicy.gamma(0.95),
                        Key.choice(
                                "averaging",
                                "token",
                                List.of("token", "episode"),
                                "Over what the mean of the loss is taken."),
                        Policies.updates(1)));
    }

    @Override
    public void check(Options objective, Options batch, Checker checker) {
        EpisodePolicies.check(objective, checker);
    }

    @Override
    public StageTask task(StageSetup stage) {
        Options o = stage.options();
        double beta = o.number("beta");
        Grpo.Options loss = Policies.grpo(
                o,
                o.text("averaging").equals("token") ? new Grpo.Averaging.ByToken() : new Grpo.Averaging.BySequence());
        EpisodeGrpoTask.Options options =
                new EpisodeGrpoTask.Options(o.flag("scaled"), o.number("step_weight"), o.number("gamma"), loss);
        return EpisodePolicies.task(
                stage,
                beta == 0 ? null : References.of(stage.run()).model(),
                List.of(),
                setup -> new EpisodeGrpoTask(setup, options));
    }

    @Override
    public Metric metric(RunContext run, DataSource source, TrainingData data) {
        return EpisodePolicies.metric(run, source);
    }
}
