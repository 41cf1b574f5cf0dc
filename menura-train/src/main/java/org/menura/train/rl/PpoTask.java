package org.menura.train.rl;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;
import org.menura.model.CausalModel;
import org.menura.tensor.Backend;
import org.menura.tensor.Tensor;
import org.menura.tensor.grad.GradBackend;
import org.menura.tensor.grad.GradientTape;
import org.menura.tensor.grad.Parameter;
import org.menura.train.StepResult;
import org.menura.train.Task;
import org.menura.train.data.Batch;
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
public final class PpoTask implements Task {
    private final CausalModel model;
    private final CausalModel reference;
    private final CausalModel values;
    private final GradBackend ops;
    private final List<Parameter> parameters;
    private final Prompts prompts;
    private final Rollouts rollouts;
    private final RewardFunction judge;
    private final Options options;
    private @Nullable Known known;

    /**
     * How to learn.
     *
     * @param epochs steps that are made with the same answers
     * @param klCoefficient what a token loses for each nat of divergence from the reference
     * @param gamma discount
     * @param lambda of the advantages
     * @param loss clipping and the value's weight
     * @param seed of the answers
     */
    public record Options(int epochs, double klCoefficient, double gamma, double lambda, Ppo.Options loss, long seed) {}

    /** What does not change while the same answers are learned from. */
    private record Known(
            Experience experience, double[][] advantages, double[][] oldValues, double[][] returns, double kl) {}

    /**
     * A task over {@code parameters} of both models.
     *
     * @param reference what the policy was before
     * @param values a model with one score per row
     */
    public PpoTask(
            CausalModel model,
            CausalModel reference,
            CausalModel values,
            GradBackend ops,
            List<Parameter> parameters,
            Prompts prompts,
            Rollouts rollouts,
            RewardFunction judge,
            Options options) {
        this.model = model;
        this.reference = reference;
        this.values = values;
        this.ops = ops;
        this.parameters = parameters;
        this.prompts = prompts;
        this.rollouts = rollouts;
        this.judge = judge;
        this.options = options;
    }

    /** Answers are not saved, so a run may pause only where new ones would be written. */
    @Override
    public boolean mayPauseAfter(long step) {
        return (step + 1) % options.epochs == 0;
    }

    @Override
    public StepResult gradients(long step) {
        Known k = known;
        if (k == null || step % options.epochs == 0) {
            k = write(step / options.epochs);
            known = k;
        }
        Batch batch = k.experience.batch();
        TokenLogps layout = new TokenLogps(batch.targets(), batch.segments());
        try (GradientTape recording = ops.record(parameters)) {
            Tensor losses = ops.crossEntropy(model.forward(batch.step()), batch.targets()); // [rows]
            Tensor scores = values.forward(batch.step()); // [rows, 1]
            Ppo.Result result = Ppo.of(
                    layout.split(losses),
                    k.experience.logps(),
                    k.advantages,
                    split(scores, batch),
                    k.oldValues,
                    k.returns,
                    options.loss);
            recording.seed(losses, layout.seed(result.logpGradient()));
            recording.seed(scores, joined(result.valueGradient(), batch));
            recording.backward();
            SequencedMap<String, Double> metrics = new LinkedHashMap<>();
            metrics.put(
                    "reward", Arrays.stream(k.experience.rewards()).average().orElse(0));
            metrics.put("kl", k.kl);
            metrics.putAll(result.metrics());
            return new StepResult(result.loss(), batch.ids().length, metrics);
        }
    }

    private Known write(long iteration) {
        List<Prompts.Prompt> asked = prompts.at(iteration);
        List<Rollouts.Rollout> written =
                rollouts.write(asked.stream().map(Prompts.Prompt::ids).toList(), 1, options.seed + iteration);
        boolean[] complete = new boolean[written.size()];
        for (int i = 0; i < complete.length; i++) {
            complete[i] = written.get(i).complete();
        }
        double[] rewards = judge.of(asked, written);
        Batch batch = Experience.batch(written);
        double[][] logps = Experience.logps(model, batch);
        double[][] before = Experience.logps(reference, batch);
        double[][] expected;
        try (Backend.Scope _ = ops.scope()) {
            expected = split(values.forward(batch.step()), batch);
        }
        int[] positions = Arrays.stream(expected).mapToInt(row -> row.length).toArray();
        double[][] tokenRewards =
                TokenRewards.of(logps, before, rewards, positions, options.klCoefficient, KlEstimator.K1);
        Gae gae = Gae.of(tokenRewards, expected, options.gamma, options.lambda);
        double kl = 0;
        int tokens = 0;
        for (int s = 0; s < logps.length; s++) {
            for (int t = 0; t < logps[s].length; t++) {
                kl += logps[s][t] - before[s][t];
                tokens++;
            }
        }
        return new Known(
                new Experience(batch, rewards, logps, before, complete),
                Whitening.of(gae.advantages(), true),
                expected,
                gae.returns(),
                kl / Math.max(1, tokens));
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
