package org.menura.train.rl;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Objects;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;
import org.menura.model.CausalModel;
import org.menura.tensor.Backend;
import org.menura.tensor.Tensor;
import org.menura.tensor.grad.GradientTape;
import org.menura.train.data.Batch;
import org.menura.train.objective.Evaluation;
import org.menura.train.objective.Gae;
import org.menura.train.objective.KlEstimator;
import org.menura.train.objective.Ppo;
import org.menura.train.objective.TokenLogps;
import org.menura.train.objective.TokenRewards;
import org.menura.train.objective.Whitening;

/**
 * Proximal policy optimisation (arXiv 1707.06347, 2203.02155): a policy, a value model that learns beside it what to
 * expect, and a reward at the end of each answer.
 */
public final class PpoTask extends RolloutTask {
    private final CausalModel values;
    private final Options options;
    private @Nullable RolloutBatch known;

    /**
     * Options of a PPO task.
     *
     * @param klCoefficient penalty of a token's reward for each nat of divergence from the reference
     * @param estimator how the divergence is estimated
     * @param gamma discount
     * @param lambda of the advantages
     * @param loss clipping and the value's weight
     */
    public record Options(double klCoefficient, KlEstimator estimator, double gamma, double lambda, Ppo.Options loss) {}

    /** What does not change while the same answers are learned from. */
    private record RolloutBatch(double[][] advantages, double[][] oldValues, double[][] returns, double kl) {}

    /**
     * Makes a task of a policy that has a reference.
     *
     * @param values a model with one score per row
     */
    public PpoTask(Setup setup, CausalModel values, Options options) {
        super(setup, 1);
        this.values = values;
        this.options = options;
    }

    @Override
    protected void begin(Experience written) {
        Batch batch = written.batch();
        double[][] logps = written.logps();
        double[][] before = Objects.requireNonNull(written.reference());
        double[][] expected;
        try (Backend.Scope _ = values.ops().scope()) {
            expected = split(values.forward(batch.step()), batch);
        }
        int[] positions = Arrays.stream(expected).mapToInt(row -> row.length).toArray();
        double[][] tokenRewards =
                TokenRewards.of(logps, before, written.rewards(), positions, options.klCoefficient, options.estimator);
        Gae gae = Gae.of(tokenRewards, expected, options.gamma, options.lambda);
        double kl = 0;
        int tokens = 0;
        for (int s = 0; s < logps.length; s++) {
            for (int t = 0; t < logps[s].length; t++) {
                kl += logps[s][t] - before[s][t];
                tokens++;
            }
        }
        known = new RolloutBatch(
                Whitening.of(gae.advantages(), true), expected, gae.returns(), kl / Math.max(1, tokens));
    }

    @Override
    protected Evaluation learn(Experience e, Tensor losses, TokenLogps layout, GradientTape tape) {
        RolloutBatch k = Objects.requireNonNull(known);
        Tensor scores = values.forward(e.batch().step()); // [rows, 1]
        Ppo.Result result = Ppo.of(
                layout.split(losses),
                e.logps(),
                k.advantages,
                split(scores, e.batch()),
                k.oldValues,
                k.returns,
                options.loss);
        tape.seed(losses, layout.seed(result.logpGradient()));
        tape.seed(scores, joined(result.valueGradient(), e.batch()));
        return result;
    }

    @Override
    protected SequencedMap<String, Double> metrics(Experience e) {
        SequencedMap<String, Double> metrics = new LinkedHashMap<>();
        metrics.put("reward", Arrays.stream(e.rewards()).average().orElse(0));
        metrics.put("kl", Objects.requireNonNull(known).kl);
        return metrics;
    }

    /** The values at the rows that choose a token of the answer: [sequence][token]. */
    private static double[][] split(Tensor scores, Batch batch) {
        float[] all = scores.toFloats();
        List<double[]> out = new ArrayList<>();
        var segments = batch.segments();
        for (int s = 0; s < segments.count(); s++) {
            double[] row = new double[segments.length(s)];
            int n = 0;
            for (int r = segments.start(s); r < segments.end(s); r++) {
                if (batch.targets()[r] >= 0) {
                    row[n++] = all[r];
                }
            }
            out.add(Arrays.copyOf(row, n));
        }
        return out.toArray(double[][]::new);
    }

    private static Tensor joined(double[][] gradient, Batch batch) {
        float[] all = new float[batch.ids().length];
        var segments = batch.segments();
        for (int s = 0; s < segments.count(); s++) {
            int n = 0;
            for (int r = segments.start(s); r < segments.end(s); r++) {
                if (batch.targets()[r] >= 0) {
                    all[r] = (float) gradient[s][n++];
                }
            }
        }
        return Tensor.of(all, all.length, 1);
    }
}
