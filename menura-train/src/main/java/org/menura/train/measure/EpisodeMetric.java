package org.menura.train.measure;

import java.util.List;
import java.util.SequencedMap;
import org.menura.train.rl.episode.Episode;
import org.menura.train.rl.episode.EpisodeRollouts;
import org.menura.train.rl.episode.EpisodeSpec;
import org.menura.train.rl.episode.EpisodeStatistics;
import org.menura.train.rl.episode.TokenMasks;

/**
 * The success of a policy in an environment: the share of tasks that it solves with a 95 % interval, its steps, and beside
 * them those of an expert for the tasks that it solved.
 *
 * @param rollouts the generator of episodes
 * @param tasks an episode each
 * @param seed of the sampling
 */
public record EpisodeMetric(EpisodeRollouts rollouts, List<EpisodeSpec> tasks, long seed) implements Metric {
    /** The quantile of the normal distribution that leaves 2.5 % above it. */
    private static final double Z = 1.959963984540054;

    public EpisodeMetric {
        tasks = List.copyOf(tasks);
    }

    @Override
    public SequencedMap<String, Double> now() {
        TokenMasks masks = new TokenMasks();
        List<Episode> episodes = rollouts.write(tasks, 1, seed, masks);
        SequencedMap<String, Double> metrics = EpisodeStatistics.of(episodes, masks);
        int n = episodes.size();
        int solved = 0;
        double own = 0;
        double expert = 0;
        int beside = 0;
        for (int i = 0; i < n; i++) {
            if (episodes.get(i).isSuccess()) {
                solved++;
                if (!tasks.get(i).actions().isEmpty()) {
                    beside++;
                    own += episodes.get(i).steps().size();
                    expert += tasks.get(i).actions().size();
                }
            }
        }
        double[] interval = wilson(solved, n);
        metrics.put("success_low", interval[0]);
        metrics.put("success_high", interval[1]);
        if (beside > 0) {
            metrics.put("steps_solved", own / beside);
            metrics.put("expert_steps_solved", expert / beside);
        }
        metrics.put("episodes", (double) n);
        return metrics;
    }

    /**
     * Computes the 95 % interval of a share (Wilson, "Probable inference, the law of succession, and statistical inference",
     * JASA 22, 1927).
     */
    static double[] wilson(int hits, int n) {
        double p = (double) hits / n;
        double centre = (p + Z * Z / (2 * n)) / (1 + Z * Z / n);
        double half = Z / (1 + Z * Z / n) * Math.sqrt(p * (1 - p) / n + Z * Z / (4.0 * n * n));
        return new double[] {Math.max(0, centre - half), Math.min(1, centre + half)};
    }
}
