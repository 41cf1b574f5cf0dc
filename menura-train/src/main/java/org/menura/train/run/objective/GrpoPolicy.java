package org.menura.train.run.objective;

import java.util.List;
import java.util.Locale;
import org.menura.train.objective.GroupAdvantages;
import org.menura.train.objective.Grpo;
import org.menura.train.rl.GrpoTask;
import org.menura.train.schema.Checker;
import org.menura.train.schema.Key;
import org.menura.train.schema.Options;

/** Lets a model try several answers, and teaches what made the better ones better (GRPO, arXiv 2402.03300). */
final class GrpoPolicy implements Objective {
    private static final String CISPO = "cispo";

    @Override
    public Traits traits() {
        return Traits.of("grpo", Policies.FORMAT)
                .keys(
                        CommonKeys.TEMPERATURE,
                        CommonKeys.beta(0),
                        CommonKeys.REFERENCE,
                        Policies.REWARD_MODEL,
                        Policies.REWARDS,
                        Policies.CLIP,
                        Policies.CLIP_HIGH,
                        Key.positive(
                                "clip_ratio",
                                null,
                                "The most that a token's ratio of probabilities counts (arXiv 2505.07291); any if not given."),
                        Key.choice(
                                "importance",
                                "token",
                                List.of("token", "sequence"),
                                "Where the ratio is taken: at each token, or as the mean of a sequence (GSPO, arXiv 2507.18071)."),
                        Key.choice(
                                "loss_type",
                                "grpo",
                                List.of("grpo", "bnpo", "dapo", "dr_grpo", CISPO),
                                "How tokens are averaged: by answer, then answers; over all tokens (bnpo, dapo); by rollout_length"
                                        + " (dr_grpo, arXiv 2503.20783); cispo (arXiv 2506.13585) over all tokens,"
                                        + " log-probabilities weighed by ratios up to clip_ratio in place of clipped ratios."),
                        Key.choice(
                                "scale_rewards",
                                "group",
                                List.of("group", "batch", "none"),
                                "Whose deviation of rewards divides advantages."),
                        Policies.MASK_TRUNCATED,
                        Policies.GROUP,
                        Policies.ROLLOUT_LENGTH,
                        Policies.updates(1));
    }

    @Override
    public void check(Options objective, Options batch, Checker checker) {
        Policies.check(objective, checker);
    }

    @Override
    public StageTask task(StageSetup stage) {
        Options o = stage.options();
        double beta = o.number("beta");
        int group = Math.toIntExact(o.whole("group"));
        GroupAdvantages.Scale scale =
                GroupAdvantages.Scale.valueOf(o.text("scale_rewards").toUpperCase(Locale.ROOT));
        GrpoTask.Options options = new GrpoTask.Options(
                group, e -> GroupAdvantages.of(e.rewards(), group, scale), o.flag("mask_truncated"), loss(o));
        return Policies.task(
                stage,
                beta == 0 ? null : References.of(stage.run()).model(),
                List.of(),
                setup -> new GrpoTask(setup, options));
    }

    private static Grpo.Options loss(Options o) {
        return new Grpo.Options(
                o.number("beta"),
                o.number("clip"),
                Policies.clipHigh(o),
                o.has("clip_ratio") ? o.number("clip_ratio") : Double.POSITIVE_INFINITY,
                o.text("importance").equals("token") ? Grpo.ImportanceSampling.TOKEN : Grpo.ImportanceSampling.SEQUENCE,
                o.text("loss_type").equals(CISPO) ? Grpo.Surrogate.WEIGHED : Grpo.Surrogate.CLIPPED,
                switch (o.text("loss_type")) {
                    case "grpo" -> new Grpo.Averaging.BySequence();
                    case "dr_grpo" -> new Grpo.Averaging.ByConstant(Math.toIntExact(o.whole("rollout_length")));
                    default -> new Grpo.Averaging.ByToken();
                });
    }
}
