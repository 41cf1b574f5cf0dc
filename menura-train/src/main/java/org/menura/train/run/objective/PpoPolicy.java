package org.menura.train.run.objective;

import java.util.List;
import org.menura.model.CausalModel;
import org.menura.tensor.grad.Parameter;
import org.menura.train.objective.KlEstimator;
import org.menura.train.objective.Ppo;
import org.menura.train.rl.PpoTask;
import org.menura.train.schema.Checker;
import org.menura.train.schema.Key;
import org.menura.train.schema.Options;
import org.menura.train.setup.RunContext;
import org.menura.train.setup.TrainedModel;

/** Lets a model try answers, with a value function that learns what to expect (PPO, arXiv 1707.06347). */
final class PpoPolicy implements Objective {
    static final Key VALUE_MODEL =
            Key.input("value_model", "What the value function begins with; the reward model or else the policy.");
    static final Key VALUE_WEIGHT = Key.real("value_weight", 0.1, "Weight of the value function's loss.");
    static final Key VALUE_CLIP = Key.positive("value_clip", 0.2, "How far a step may change a value.");
    static final Key LAMBDA = Key.share("lambda", 0.95, true, "Of generalised advantages (arXiv 1506.02438).");

    private static final String VALUE = "value.";

    @Override
    public Traits traits() {
        return Traits.of("ppo", Policies.FORMAT)
                .keys(
                        CommonKeys.TEMPERATURE,
                        CommonKeys.beta(0.05),
                        CommonKeys.REFERENCE,
                        Policies.REWARD_MODEL,
                        VALUE_MODEL,
                        Policies.REWARDS,
                        Policies.CLIP,
                        VALUE_WEIGHT,
                        VALUE_CLIP,
                        Key.choice(
                                "kl_estimator",
                                "k1",
                                List.of("k1", "k3"),
                                "How a token's divergence from the reference is estimated: -d, or exp(d) - 1 - d."),
                        gamma(1.0),
                        LAMBDA,
                        Policies.ROLLOUT_LENGTH,
                        Policies.updates(4));
    }

    static Key gamma(double usual) {
        return Key.share("gamma", usual, true, "Discount of later rewards.");
    }

    @Override
    public void check(Options objective, Options batch, Checker checker) {
        Policies.check(objective, checker);
    }

    @Override
    public StageTask task(StageSetup stage) {
        Options o = stage.options();
        TrainedModel critic = critic(stage.run());
        List<Parameter> values = values(critic);
        PpoTask.Options options = new PpoTask.Options(
                o.number("beta"),
                o.text("kl_estimator").equals("k3") ? KlEstimator.K3 : KlEstimator.K1,
                o.number("gamma"),
                o.number("lambda"),
                new Ppo.Options(o.number("clip"), o.number("value_clip"), o.number("value_weight")));
        return Policies.task(
                stage,
                References.of(stage.run()).model(),
                values,
                setup -> new PpoTask(setup, critic.as(CausalModel.class, name()), options));
    }

    /** The parameters of a value function, under names of their own. */
    static List<Parameter> values(TrainedModel critic) {
        return critic.taught(0).stream()
                .map(t -> new Parameter(VALUE + t.name(), t.value(), t.gradient()))
                .toList();
    }

    /** The value function: of its own folder, or as the reward model or the policy begins. */
    static TrainedModel critic(RunContext run) {
        Options o = run.objective();
        Options model = run.files().model();
        Options named = o.has("value_model") || o.has("reward_model") ? o : model;
        String key = o.has("value_model") ? "value_model" : o.has("reward_model") ? "reward_model" : "checkpoint";
        return TrainedModel.scorer(
                named == model && model.has("config") ? model.path("config") : null,
                named.has(key) ? named.path(key) : null,
                model.whole("init_seed"),
                run.student().adapters() != null,
                run.ops());
    }
}
