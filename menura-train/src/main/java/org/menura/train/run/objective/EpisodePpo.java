package org.menura.train.run.objective;

import org.menura.model.CausalModel;
import org.menura.train.measure.Metric;
import org.menura.train.objective.Ppo;
import org.menura.train.rl.episode.EpisodePpoTask;
import org.menura.train.schema.Checker;
import org.menura.train.schema.DataSource;
import org.menura.train.schema.Options;
import org.menura.train.setup.RunContext;
import org.menura.train.setup.TrainedModel;
import org.menura.train.setup.TrainingData;

/** Lets a model act in an environment, with a value function that learns what to expect (PPO, arXiv 1707.06347). */
final class EpisodePpo implements Objective {
    @Override
    public Traits traits() {
        return Traits.of("episode-ppo", EpisodePolicies.FORMAT)
                .keys(EpisodePolicies.keys(
                        CommonKeys.TEMPERATURE,
                        CommonKeys.beta(0.05),
                        CommonKeys.REFERENCE,
                        Policies.CLIP,
                        Policies.GROUP,
                        EpisodePolicies.STEP_COST,
                        EpisodePolicies.SHUFFLED,
                        EpisodePolicies.CURRICULUM,
                        PpoPolicy.VALUE_MODEL,
                        PpoPolicy.VALUE_WEIGHT,
                        PpoPolicy.VALUE_CLIP,
                        PpoPolicy.gamma(1),
                        PpoPolicy.LAMBDA,
                        Policies.updates(4)));
    }

    @Override
    public void check(Options objective, Options batch, Checker checker) {
        EpisodePolicies.check(objective, checker);
    }

    @Override
    public StageTask task(StageSetup stage) {
        Options o = stage.options();
        TrainedModel critic = PpoPolicy.critic(stage.run());
        EpisodePpoTask.Options options = new EpisodePpoTask.Options(
                o.number("beta"),
                o.number("gamma"),
                o.number("lambda"),
                new Ppo.Options(o.number("clip"), o.number("value_clip"), o.number("value_weight")));
        return EpisodePolicies.task(
                stage,
                References.of(stage.run()).model(),
                PpoPolicy.values(critic),
                setup -> new EpisodePpoTask(setup, critic.as(CausalModel.class, name()), options));
    }

    @Override
    public Metric metric(RunContext run, DataSource source, TrainingData data) {
        return EpisodePolicies.metric(run, source);
    }
}
