package org.menura.train.rl.episode;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;
import org.menura.model.CausalModel;
import org.menura.tensor.Rng;
import org.menura.tensor.Tensor;
import org.menura.tensor.grad.GradBackend;
import org.menura.tensor.grad.GradientTape;
import org.menura.tensor.grad.Parameter;
import org.menura.train.StepResult;
import org.menura.train.Task;
import org.menura.train.objective.Evaluation;
import org.menura.train.objective.TokenLogps;
import org.menura.train.task.StepSums;

/**
 * A policy gradient task over episodes: the current weights act in environments, and learn from the rewards, for a few steps
 * each. All log-probabilities are those of the masked policy, which is what tokens were drawn from.
 */
public abstract class EpisodeTask implements Task {
    private static final long SHUFFLE = 0x5348554646L; // keeps these numbers apart from others of the same seed

    private final Setup setup;
    private List<Part> parts = List.of();
    private SequencedMap<String, Double> measured = new LinkedHashMap<>();
    private boolean isWritten;

    /**
     * The policy, its reference, tasks and rollouts.
     *
     * @param policy the model in training
     * @param reference the frozen reference; null if divergence from it is not penalised
     * @param ops the backend of the policy
     * @param parameters the trained parameters
     * @param tasks of each iteration
     * @param rollouts the generator of episodes
     * @param group episodes of each task
     * @param epochs steps that are made with the same episodes
     * @param seed of the episodes
     * @param stepCost what each step costs, taken from its reward
     * @param shuffled whether episodes of a task exchange their returns at random: a control, from which nothing can be learned
     */
    public record Setup(
            CausalModel policy,
            @Nullable CausalModel reference,
            GradBackend ops,
            List<Parameter> parameters,
            EpisodeSpecs.Choice tasks,
            EpisodeRollouts rollouts,
            int group,
            int epochs,
            long seed,
            double stepCost,
            boolean shuffled) {}

    /**
     * Episodes with the rewards that are learned from.
     *
     * @param episodes by task
     * @param rewards by step, [episode][step]
     */
    protected record Written(List<Episode> episodes, TokenMasks masks, double[][] rewards) {}

    /**
     * A part of the episodes, whose rows pass together.
     *
     * @param logps of the policy that wrote them, [episode][target]; null where the policy is that one still
     * @param reference log-probabilities of the reference, or null
     * @param advantages by target
     * @param values what a value function expected, and {@code returns} what came; empty without one
     * @param share of the part in the loss
     */
    protected record Part(
            EpisodeBatch batch,
            double @Nullable [][] logps,
            double @Nullable [][] reference,
            double[][] advantages,
            double[][] values,
            double[][] returns,
            double share) {}

    /** Makes a task that learns from episodes. */
    protected EpisodeTask(Setup setup) {
        this.setup = setup;
    }

    /** Returns the setup. */
    protected final Setup setup() {
        return setup;
    }

    /** Returns the temperature of the policy. */
    final double temperature() {
        return setup.rollouts.options().temperature();
    }

    /**
     * Prepares the parts that are learned from.
     *
     * @param metrics takes more numbers for the log
     */
    protected abstract List<Part> begin(Written written, SequencedMap<String, Double> metrics);

    /**
     * Computes the loss of a part, and seeds the tape with its gradient times the part's share.
     *
     * @param losses negative log-probabilities of the part's targets: [targets]
     */
    protected abstract Evaluation learn(Part part, Tensor losses, TokenLogps layout, GradientTape tape);

    /** Returns whether new episodes would be written next: they are not saved, so a run may pause only there. */
    @Override
    public final boolean mayPauseAfter(long step) {
        return (step + 1) % setup.epochs == 0;
    }

    @Override
    public final StepResult gradients(long step) {
        setup.ops.beginStep(step);
        if (!isWritten || step % setup.epochs == 0) {
            write(step / setup.epochs);
            isWritten = true;
        }
        StepSums sums = new StepSums();
        measured.forEach(sums::metric);
        double loss = 0;
        long rows = 0;
        for (Part part : parts) {
            try (GradientTape tape = setup.ops.record(setup.parameters)) {
                Tensor losses = part.batch.losses(setup.policy, temperature());
                Evaluation result = learn(part, losses, part.batch.layout(), tape);
                tape.backward();
                loss += part.share * result.loss();
                rows += part.batch.rows();
                result.metrics().forEach((name, value) -> sums.metric(name, part.share * value));
            }
        }
        sums.add(loss, rows);
        return sums.result();
    }

    private void write(long iteration) {
        TokenMasks masks = new TokenMasks();
        List<Episode> episodes =
                setup.rollouts.write(setup.tasks.at(iteration), setup.group, setup.seed + iteration, masks);
        measured = EpisodeStatistics.of(episodes, masks);
        parts = begin(new Written(episodes, masks, rewards(episodes, iteration)), measured);
    }

    private double[][] rewards(List<Episode> episodes, long iteration) {
        double[][] rewards = new double[episodes.size()][];
        for (int e = 0; e < rewards.length; e++) {
            rewards[e] = episodes.get(e).steps().stream()
                    .mapToDouble(s -> s.reward() - setup.stepCost)
                    .toArray();
        }
        return setup.shuffled ? exchanged(rewards, new Rng(setup.seed + iteration, SHUFFLE)) : rewards;
    }

    /** Gives each episode the return of another one of its task, at its last step. */
    private double[][] exchanged(double[][] rewards, Rng rng) {
        double[][] out = new double[rewards.length][];
        for (int from = 0; from < rewards.length; from += setup.group) {
            int[] other = new int[setup.group];
            for (int i = 0; i < other.length; i++) {
                int j = rng.nextInt(i + 1);
                other[i] = other[j];
                other[j] = i;
            }
            for (int i = 0; i < other.length; i++) {
                out[from + i] = new double[rewards[from + i].length];
                if (out[from + i].length > 0) {
                    out[from + i][out[from + i].length - 1] =
                            Arrays.stream(rewards[from + other[i]]).sum();
                }
            }
        }
        return out;
    }

    /** Computes the log-probabilities of parts under a model, one part after the other. */
    protected final List<double[][]> logps(CausalModel model, List<EpisodeBatch> batches) {
        List<double[][]> all = new ArrayList<>();
        batches.forEach(b -> all.add(b.logps(model, temperature())));
        return all;
    }
}
