package org.menura.train.rl.episode;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.SequencedMap;
import org.menura.model.CausalModel;
import org.menura.tensor.Backend;
import org.menura.tensor.Tensor;
import org.menura.tensor.grad.GradientTape;
import org.menura.train.objective.Evaluation;
import org.menura.train.objective.Gae;
import org.menura.train.objective.Ppo;
import org.menura.train.objective.TokenLogps;
import org.menura.train.objective.Whitening;

/**
 * Proximal policy optimisation over episodes (arXiv 1707.06347): a value function learns what is to be expected at each token
 * that the policy chooses; the reward of a step comes at the last of them.
 */
public final class EpisodePpoTask extends EpisodeTask {
    private final CausalModel values;
    private final Options options;

    /**
     * Options of the task.
     *
     * @param klCoefficient penalty of a token's reward for each nat of divergence from the reference
     * @param gamma discount
     * @param lambda of the advantages
     * @param loss clipping and the value's weight
     */
    public record Options(double klCoefficient, double gamma, double lambda, Ppo.Options loss) {}

    /**
     * Makes a task of a policy that has a reference.
     *
     * @param values a model with one score per row
     */
    public EpisodePpoTask(Setup setup, CausalModel values, Options options) {
        super(setup);
        this.values = values;
        this.options = options;
    }

    @Override
    protected List<Part> begin(Written written, SequencedMap<String, Double> metrics) {
        TokenMasks masks = written.masks();
        List<Episode> chosen = new ArrayList<>();
        List<double[]> rewards = new ArrayList<>();
        for (int e = 0; e < written.episodes().size(); e++) {
            double[] ofTokens = tokenRewards(written.episodes().get(e), masks, written.rewards()[e]);
            if (ofTokens.length > 0) {
                chosen.add(written.episodes().get(e));
                rewards.add(ofTokens);
            }
        }
        List<List<Episode>> divided = EpisodeBatch.parts(chosen);
        List<EpisodeBatch> batches =
                divided.stream().map(p -> EpisodeBatch.of(p, masks, 0)).toList();
        List<double[][]> logps = logps(setup().policy(), batches);
        List<double[][]> before = logps(Objects.requireNonNull(setup().reference()), batches);
        List<double[][]> expected = new ArrayList<>();
        for (EpisodeBatch batch : batches) {
            try (Backend.Scope _ = values.ops().scope()) {
                expected.add(batch.split(batch.forward(values)));
            }
        }
        double kl = 0;
        int tokens = 0;
        int at = 0;
        List<double[]> all = new ArrayList<>();
        List<double[][]> returns = new ArrayList<>();
        for (int p = 0; p < batches.size(); p++) {
            double[][] earned = new double[divided.get(p).size()][];
            for (int i = 0; i < earned.length; i++) {
                earned[i] = rewards.get(at++);
                for (int t = 0; t < earned[i].length; t++) {
                    double far = logps.get(p)[i][t] - before.get(p)[i][t];
                    earned[i][t] -= options.klCoefficient * far;
                    kl += far;
                    tokens++;
                }
            }
            Gae gae = Gae.of(earned, expected.get(p), options.gamma, options.lambda);
            all.addAll(Arrays.asList(gae.advantages()));
            returns.add(gae.returns());
        }
        metrics.put("kl", kl / Math.max(1, tokens));
        if (tokens < 2) {
            return List.of();
        }
        double[][] white = Whitening.of(all.toArray(double[][]::new), true);
        List<Part> parts = new ArrayList<>();
        int from = 0;
        for (int p = 0; p < batches.size(); p++) {
            int to = from + divided.get(p).size();
            parts.add(new Part(
                    batches.get(p),
                    logps.get(p),
                    before.get(p),
                    Arrays.copyOfRange(white, from, to),
                    expected.get(p),
                    returns.get(p),
                    (double) batches.get(p).targets().length / tokens));
            from = to;
        }
        return parts;
    }

    /** The reward of each step at its last token that left a choice, or at the last one before it. */
    private static double[] tokenRewards(Episode episode, TokenMasks masks, double[] ofSteps) {
        double[] out = new double[episode.policy().length];
        int n = 0;
        double early = 0;
        for (int s = 0; s < ofSteps.length; s++) {
            Episode.Step step = episode.steps().get(s);
            for (int i = step.from(); i < step.to(); i++) {
                n += masks.isChoice(episode.masks()[i]) ? 1 : 0;
            }
            if (n > 0) {
                out[n - 1] += ofSteps[s] + early;
                early = 0;
            } else {
                early += ofSteps[s];
            }
        }
        return Arrays.copyOf(out, n);
    }

    @Override
    protected Evaluation learn(Part part, Tensor losses, TokenLogps layout, GradientTape tape) {
        Tensor scores = part.batch().forward(values); // [targets, 1]
        Ppo.Result result = Ppo.of(
                layout.split(losses),
                Objects.requireNonNull(part.logps()),
                part.advantages(),
                part.batch().split(scores),
                part.values(),
                part.returns(),
                options.loss);
        tape.seed(losses, layout.seed(EpisodeGrpoTask.scaled(result.logpGradient(), part.share())));
        tape.seed(scores, part.batch().joined(EpisodeGrpoTask.scaled(result.valueGradient(), part.share())));
        return result;
    }
}
