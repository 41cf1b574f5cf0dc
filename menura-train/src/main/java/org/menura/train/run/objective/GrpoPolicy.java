package org.menura.train.run.objective;

import java.util.List;
import org.menura.train.objective.Grpo;
import org.menura.train.rl.GrpoTask;
import org.menura.train.schema.Checker;
import org.menura.train.schema.Options;

/** Lets a model try several answers, and teaches what made the better ones better (GRPO, arXiv 2402.03300). */
final class GrpoPolicy implements Objective {
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
        Grpo.Options loss = Policies.grpo(o, new Grpo.Averaging.BySequence());
        GrpoTask.Options options = new GrpoTask.Options(Math.toIntExact(o.whole("group")), true, loss);
        return Policies.task(
                stage,
                beta == 0 ? null : References.of(stage.run()).model(),
                List.of(),
                setup -> new GrpoTask(setup, options));
    }
}
