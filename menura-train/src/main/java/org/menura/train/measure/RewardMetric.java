package org.menura.train.measure;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.menura.data.TokenDocument;
import org.menura.generate.session.Prompt;
import org.menura.train.rl.Prompts;
import org.menura.train.rl.Reward;
import org.menura.train.rl.Rollouts;

/**
 * The reward of a model's answers: the mean reward, and the share of answers that get all of it.
 *
 * @param rollouts the generator of answers
 * @param prompts the prompts to answer
 * @param shown the prompt with embeddings of images and audio; null for text alone
 * @param reward at most 1
 * @param seed of the sampling
 */
public record RewardMetric(
        Rollouts rollouts,
        List<Prompts.Prompt> prompts,
        Function<TokenDocument, @Nullable Prompt> shown,
        Reward reward,
        long seed)
        implements Metric {
    private static final double PASSED = 1 - 1e-9;

    public RewardMetric {
        prompts = List.copyOf(prompts);
    }

    @Override
    public SequencedMap<String, Double> now() {
        List<Rollouts.Rollout> written =
                rollouts.answer(prompts.stream().map(Prompts.Prompt::text).toList(), shown, seed);
        double sum = 0;
        int passed = 0;
        int complete = 0;
        for (int i = 0; i < written.size(); i++) {
            Rollouts.Rollout r = written.get(i);
            double worth = reward.of(prompts.get(i).fields(), r.text(), r.complete());
            sum += worth;
            passed += worth >= PASSED ? 1 : 0;
            complete += r.complete() ? 1 : 0;
        }
        SequencedMap<String, Double> metrics = new LinkedHashMap<>();
        metrics.put("reward", sum / written.size());
        metrics.put("passed", (double) passed / written.size());
        metrics.put("complete", (double) complete / written.size());
        metrics.put("prompts", (double) written.size());
        return metrics;
    }
}
