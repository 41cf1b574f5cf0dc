package org.menura.train.rl;

import java.util.ArrayList;
import java.util.List;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;
import org.menura.model.CausalModel;
import org.menura.tensor.Tensor;
import org.menura.tensor.grad.GradBackend;
import org.menura.tensor.grad.GradientTape;
import org.menura.tensor.grad.Parameter;
import org.menura.train.StepResult;
import org.menura.train.Task;
import org.menura.train.data.Batch;
import org.menura.train.objective.Evaluation;
import org.menura.train.objective.TokenLogps;

/** A policy gradient task: learns from answers that the current weights generate, for a few steps each. */
public abstract class RolloutTask implements Task {
    private final Setup setup;
    private final int group;
    private @Nullable Experience experience;

    /**
     * The policy, its reference, prompts and reward of a task.
     *
     * @param policy the model in training
     * @param reference the frozen reference, such as the policy before training; null if divergence from it is not
     *     penalised
     * @param ops the backend of the policy
     * @param parameters the trained parameters
     * @param reward the reward of answers
     * @param epochs steps that are made with the same answers
     * @param seed of the answers
     */
    public record Setup(
            CausalModel policy,
            @Nullable CausalModel reference,
            GradBackend ops,
            List<Parameter> parameters,
            Prompts prompts,
            Rollouts rollouts,
            RewardFunction reward,
            int epochs,
            long seed) {}

    /**
     * Makes a task that learns from rollouts.
     *
     * @param group answers to each prompt
     */
    protected RolloutTask(Setup setup, int group) {
        this.setup = setup;
        this.group = group;
    }

    /** Prepares what stays constant while the same answers are learned from. */
    protected abstract void begin(Experience written);

    /**
     * Computes the loss, and seeds the tape with its gradient.
     *
     * @param losses negative log-probabilities of the batch's targets: [rows]
     * @param layout of the answers' tokens in them
     */
    protected abstract Evaluation learn(Experience e, Tensor losses, TokenLogps layout, GradientTape tape);

    /** Returns the metrics of the answers for the log, which precede the loss's own metrics. */
    protected abstract SequencedMap<String, Double> metrics(Experience e);

    /** Returns whether new answers would be generated next: answers are not saved, so a run may pause only there. */
    @Override
    public final boolean mayPauseAfter(long step) {
        return (step + 1) % setup.epochs == 0;
    }

    @Override
    public final StepResult gradients(long step) {
        setup.ops.beginStep(step);
        Experience e = experience;
        if (e == null || step % setup.epochs == 0) {
            e = write(step / setup.epochs);
            experience = e;
            begin(e);
        }
        Batch batch = e.batch();
        double temperature = setup.rollouts.temperature();
        try (GradientTape tape = setup.ops.record(setup.parameters)) {
            Tensor losses = Experience.losses(setup.policy, batch, temperature); // [rows]
            Evaluation result = learn(e, losses, new TokenLogps(batch.targets(), batch.segments()), tape);
            tape.backward();
            SequencedMap<String, Double> metrics = metrics(e);
            metrics.putAll(result.metrics());
            return new StepResult(result.loss(), batch.ids().length, metrics);
        }
    }

    private Experience write(long iteration) {
        List<Prompts.Prompt> asked = setup.prompts.at(iteration);
        List<Rollouts.Rollout> written =
                setup.rollouts.write(asked.stream().map(Prompts.Prompt::ids).toList(), group, setup.seed + iteration);
        List<Prompts.Prompt> byAnswer = new ArrayList<>();
        boolean[] complete = new boolean[written.size()];
        for (int i = 0; i < complete.length; i++) {
            complete[i] = written.get(i).complete();
            byAnswer.add(asked.get(i / group));
        }
        double[] rewards = setup.reward.of(byAnswer, written);
        Batch batch = Experience.batch(written);
        double temperature = setup.rollouts.temperature();
        double[][] logps = Experience.logps(setup.policy, batch, temperature);
        double[][] before = setup.reference == null ? null : Experience.logps(setup.reference, batch, temperature);
        return new Experience(batch, rewards, logps, before, complete);
    }
}
