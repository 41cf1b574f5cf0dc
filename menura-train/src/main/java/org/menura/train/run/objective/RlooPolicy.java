package org.menura.train.run.objective;

import java.util.List;
import org.menura.train.objective.GroupAdvantages;
import org.menura.train.objective.Grpo;
import org.menura.train.objective.KlEstimator;
import org.menura.train.rl.Experience;
import org.menura.train.rl.GrpoTask;
import org.menura.train.schema.Checker;
import org.menura.train.schema.Key;
import org.menura.train.schema.Options;

/**
 * Lets a model try several answers, each of which is one action whose baseline are the others (RLOO, arXiv 2402.14740). The
 * divergence from the reference is taken off the reward.
 */
final class RlooPolicy implements Objective {
    @Override
    public Traits traits() {
        return Traits.of("rloo", Policies.FORMAT)
                .keys(
                        CommonKeys.TEMPERATURE,
                        CommonKeys.beta(0.05),
                        CommonKeys.REFERENCE,
                        Policies.REWARD_MODEL,
                        Policies.REWARDS,
                        Policies.CLIP,
                        Policies.CLIP_HIGH,
                        Key.flag("normalize", false, "Divide advantages by their deviation in a step."),
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
        boolean normalized = o.flag("normalize");
        boolean completeOnly = o.flag("mask_truncated");
        Grpo.Options loss = new Grpo.Options(
                0,
                o.number("clip"),
                Policies.clipHigh(o),
                Grpo.ImportanceSampling.ANSWER,
                new Grpo.Averaging.BySequence());
        GrpoTask.Options options = new GrpoTask.Options(
                group,
                e -> GroupAdvantages.leaveOneOut(held(e, beta, completeOnly), group, normalized),
                completeOnly,
                loss);
        return Policies.task(
                stage,
                beta == 0 ? null : References.of(stage.run()).model(),
                List.of(),
                setup -> new GrpoTask(setup, options));
    }

    /** The rewards less β times the divergence of each answer that counts from the reference. */
    private static double[] held(Experience e, double beta, boolean completeOnly) {
        double[] rewards = e.rewards().clone();
        double[][] reference = e.reference();
        for (int i = 0; reference != null && i < rewards.length; i++) {
            int tokens = completeOnly && !e.complete()[i] ? 0 : reference[i].length;
            for (int t = 0; t < tokens; t++) {
                rewards[i] -= beta * KlEstimator.K1.of(e.logps()[i][t], reference[i][t]);
            }
        }
        return rewards;
    }
}
