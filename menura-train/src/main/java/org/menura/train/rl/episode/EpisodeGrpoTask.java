package org.menura.train.rl.episode;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SequencedMap;
import java.util.stream.IntStream;
import org.menura.tensor.Tensor;
import org.menura.tensor.grad.GradientTape;
import org.menura.train.objective.Evaluation;
import org.menura.train.objective.GroupAdvantages;
import org.menura.train.objective.Grpo;
import org.menura.train.objective.StepAdvantages;
import org.menura.train.objective.TokenLogps;

/**
 * Group relative policy optimisation over episodes (arXiv 2402.03300) with advantages of steps by state (GiGPO, arXiv
 * 2505.10978): {@code A = A_episode + ω A_step}. Tasks whose episodes give no advantage to anything are left out.
 */
public final class EpisodeGrpoTask extends EpisodeTask {
    private final Options options;

    /**
     * Options of the task.
     *
     * @param scaled whether advantages are divided by the deviation within a group
     * @param stepWeight ω; 0 for advantages of episodes alone
     * @param gamma discount of the rewards after a step
     * @param loss of the policy
     */
    public record Options(boolean scaled, double stepWeight, double gamma, Grpo.Options loss) {}

    /** Makes a task of a policy. */
    public EpisodeGrpoTask(Setup setup, Options options) {
        super(setup);
        this.options = options;
    }

    @Override
    protected List<Part> begin(Written written, SequencedMap<String, Double> metrics) {
        List<Episode> episodes = written.episodes();
        int group = setup().group();
        double[][] steps = advantages(written);
        List<Integer> kept = new ArrayList<>();
        int flat = 0;
        for (int from = 0; from < episodes.size(); from += group) {
            boolean isFlat = IntStream.range(from, from + group)
                    .allMatch(e -> Arrays.stream(steps[e]).allMatch(a -> a == 0));
            flat += isFlat ? 1 : 0;
            for (int e = from; !isFlat && e < from + group; e++) {
                if (hasChoice(episodes.get(e), written.masks())) {
                    kept.add(e);
                }
            }
        }
        metrics.put("flat_groups", (double) flat * group / episodes.size());
        return parts(written, steps, kept);
    }

    private static boolean hasChoice(Episode episode, TokenMasks masks) {
        return Arrays.stream(episode.masks()).anyMatch(masks::isChoice);
    }

    private double[][] advantages(Written written) {
        double[][] rewards = written.rewards();
        int group = setup().group();
        double[] sums = new double[rewards.length];
        double[][] returns = new double[rewards.length][];
        List<List<String>> states = new ArrayList<>();
        for (int e = 0; e < rewards.length; e++) {
            sums[e] = Arrays.stream(rewards[e]).sum();
            returns[e] = StepAdvantages.returns(rewards[e], options.gamma);
            states.add(written.episodes().get(e).steps().stream()
                    .map(Episode.Step::state)
                    .toList());
        }
        double[] ofEpisode = GroupAdvantages.of(sums, group, options.scaled);
        double[][] steps = StepAdvantages.of(states, returns, group, options.scaled);
        for (int e = 0; e < steps.length; e++) {
            for (int t = 0; t < steps[e].length; t++) {
                steps[e][t] = ofEpisode[e] + options.stepWeight * steps[e][t];
            }
        }
        return steps;
    }

    private List<Part> parts(Written written, double[][] steps, List<Integer> kept) {
        TokenMasks masks = written.masks();
        List<List<Episode>> divided =
                EpisodeBatch.parts(kept.stream().map(written.episodes()::get).toList());
        List<EpisodeBatch> batches =
                divided.stream().map(p -> EpisodeBatch.of(p, masks, 0)).toList();
        int targets = batches.stream().mapToInt(b -> b.targets().length).sum();
        List<Part> parts = new ArrayList<>();
        int at = 0;
        for (int p = 0; p < batches.size(); p++) {
            EpisodeBatch batch = batches.get(p);
            List<Episode> some = divided.get(p);
            double[][] advantages = new double[some.size()][];
            for (int i = 0; i < advantages.length; i++) {
                advantages[i] = EpisodeBatch.spread(some.get(i), masks, steps[kept.get(at++)]);
            }
            parts.add(new Part(
                    batch,
                    setup().epochs() == 1 ? null : batch.logps(setup().policy(), temperature()),
                    setup().reference() == null ? null : batch.logps(setup().reference(), temperature()),
                    advantages,
                    new double[0][],
                    new double[0][],
                    share(batch, some.size(), kept.size(), targets)));
        }
        return parts;
    }

    /** The share of a part in the mean over all tokens, or over all episodes. */
    private double share(EpisodeBatch batch, int episodes, int allEpisodes, int allTargets) {
        return options.loss.averaging() instanceof Grpo.Averaging.ByToken
                ? (double) batch.targets().length / allTargets
                : (double) episodes / allEpisodes;
    }

    @Override
    protected Evaluation learn(Part part, Tensor losses, TokenLogps layout, GradientTape tape) {
        double[][] logps = layout.split(losses);
        Grpo.Result result = Grpo.of(
                logps, part.logps() == null ? logps : part.logps(), part.reference(), part.advantages(), options.loss);
        tape.seed(losses, layout.seed(scaled(result.gradient(), part.share())));
        return result;
    }

    /** Multiplies a gradient by a part's share. */
    static double[][] scaled(double[][] gradient, double share) {
        return Arrays.stream(gradient)
                .map(row -> Arrays.stream(row).map(g -> g * share).toArray())
                .toArray(double[][]::new);
    }
}
