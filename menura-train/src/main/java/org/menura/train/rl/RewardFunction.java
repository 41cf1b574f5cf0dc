package org.menura.train.rl;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.menura.tensor.Backend;
import org.menura.tensor.Tensor;
import org.menura.train.data.Batch;
import org.menura.train.task.RewardScorer;

/** A reward of answers by a program, by a reward model, or by both added up. */
@FunctionalInterface
public interface RewardFunction {
    /**
     * Computes the rewards of answers.
     *
     * @param asked the prompt of each answer
     * @param written the answers, one for each prompt
     */
    double[] of(List<Prompts.Prompt> asked, List<Rollouts.Rollout> written);

    /** Makes a reward function of a program's reward. */
    static RewardFunction of(Reward reward) {
        return (asked, written) -> {
            double[] worth = new double[written.size()];
            for (int i = 0; i < worth.length; i++) {
                Rollouts.Rollout r = written.get(i);
                worth[i] = reward.of(asked.get(i).fields(), r.text(), r.complete());
            }
            return worth;
        };
    }

    /**
     * Makes a reward function of a reward model's score of each answer; it reads the same token ids.
     */
    static RewardFunction of(RewardScorer scorer) {
        return (_, written) -> {
            Batch batch = Experience.batch(written);
            Backend ops = scorer.model().ops();
            try (Backend.Scope _ = ops.scope()) {
                Tensor scores = scorer.scores(batch); // [answers, 1]
                double[] worth = new double[written.size()];
                float[] values = scores.toFloats();
                for (int i = 0; i < worth.length; i++) {
                    worth[i] = values[i];
                }
                return worth;
            }
        };
    }

    /** Adds up the reward functions that are not null. */
    static RewardFunction sum(@Nullable RewardFunction first, @Nullable RewardFunction second) {
        List<RewardFunction> judges = new ArrayList<>();
        if (first != null) {
            judges.add(first);
        }
        if (second != null) {
            judges.add(second);
        }
        return (asked, written) -> {
            double[] worth = new double[written.size()];
            for (RewardFunction judge : judges) {
                double[] more = judge.of(asked, written);
                for (int i = 0; i < worth.length; i++) {
                    worth[i] += more[i];
                }
            }
            return worth;
        };
    }
}
