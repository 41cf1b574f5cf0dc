package org.menura.train.rl.episode;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;

/** Numbers about episodes for logs and evaluations. */
public final class EpisodeStatistics {
    private EpisodeStatistics() {}

    /**
     * Computes the mean reward, the share of successes, the mean number of steps, that of steps whose action was possible, the
     * mean number of tokens, and the share of the policy's tokens that left it a choice.
     */
    public static SequencedMap<String, Double> of(List<Episode> episodes, TokenMasks masks) {
        double reward = 0;
        double tokens = 0;
        int success = 0;
        int steps = 0;
        int possible = 0;
        int written = 0;
        int choices = 0;
        for (Episode episode : episodes) {
            reward += episode.rewardSum();
            tokens += episode.tokens().length;
            success += episode.isSuccess() ? 1 : 0;
            steps += episode.steps().size();
            possible += (int)
                    episode.steps().stream().filter(Episode.Step::isAdmissible).count();
            written += episode.masks().length;
            for (int mask : episode.masks()) {
                choices += masks.isChoice(mask) ? 1 : 0;
            }
        }
        int n = episodes.size();
        SequencedMap<String, Double> metrics = new LinkedHashMap<>();
        metrics.put("reward", reward / n);
        metrics.put("success", (double) success / n);
        metrics.put("steps", (double) steps / n);
        metrics.put("admissible", (double) possible / Math.max(1, steps));
        metrics.put("episode_tokens", tokens / n);
        metrics.put("choices", (double) choices / Math.max(1, written));
        return metrics;
    }
}
