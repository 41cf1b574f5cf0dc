package org.menura.train.rl;

import java.util.ArrayList;
import java.util.LinkedHashMap;
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
import org.menura.train.objective.GroupAdvantages;
import org.menura.train.objective.Grpo;
import org.menura.train.objective.TokenLogps;

/**
 * Group relative policy optimisation (arXiv 2402.03300) with rewards of a program or a model: each step the current weights
 * write several answers to each prompt, and learn what made the better ones better.
 */
public final class GrpoTask implements Task {
    private final CausalModel model;
    private final @Nullable CausalModel reference;
    private final GradBackend ops;
    private final List<Parameter> parameters;
    private final Prompts prompts;
    private final Rollouts rollouts;
    private final RewardFunction judge;
    private final Options options;
    private @Nullable Experience experience;

    /**
     * How to learn.
     *
     * @param group answers to each prompt
     * @param scaled whether advantages are divided by the deviation within a group
     * @param epochs steps that are made with the same answers
     * @param loss of the policy
     * @param seed of the answers
     */
    public record Options(int group, boolean scaled, int epochs, Grpo.Options loss, long seed) {}

    /**
     * A task over {@code parameters} of a model.
     *
     * @param reference what the model was before; may be null if its divergence costs nothing
     */
    public GrpoTask(
            CausalModel model,
            @Nullable CausalModel reference,
            GradBackend ops,
            List<Parameter> parameters,
            Prompts prompts,
            Rollouts rollouts,
            RewardFunction judge,
            Options options) {
        this.model = model;
        this.reference = reference;
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
        Experience e = experience;
        if (e == null || step % options.epochs == 0) {
            e = write(step / options.epochs);
            experience = e;
        }
        double[] advantages = GroupAdvantages.of(e.rewards(), options.group, options.scaled);
        TokenLogps layout = new TokenLogps(e.batch().targets(), e.batch().segments());
        try (GradientTape recording = ops.record(parameters)) {
            Tensor losses =
                    ops.crossEntropy(model.forward(e.batch().step()), e.batch().targets()); // [rows]
            Grpo.Result result = Grpo.of(layout.split(losses), e.logps(), e.reference(), advantages, options.loss);
            recording.seed(losses, layout.seed(result.gradient()));
            recording.backward();
            return new StepResult(result.loss(), e.batch().ids().length, metrics(e, result));
        }
    }

    private Experience write(long iteration) {
        List<Prompts.Prompt> asked = prompts.at(iteration);
        List<Rollouts.Rollout> written = rollouts.write(
                asked.stream().map(Prompts.Prompt::ids).toList(), options.group, options.seed + iteration);
        List<Prompts.Prompt> byAnswer = new ArrayList<>();
        boolean[] complete = new boolean[written.size()];
        for (int i = 0; i < complete.length; i++) {
            complete[i] = written.get(i).complete();
            byAnswer.add(asked.get(i / options.group));
        }
        double[] rewards = judge.of(byAnswer, written);
        var batch = Experience.batch(written);
        double[][] logps = Experience.logps(model, batch);
        double[][] ofReference =
                reference == null || options.loss.beta() == 0 ? null : Experience.logps(reference, batch);
        return new Experience(batch, rewards, logps, ofReference, complete);
    }

    private static SequencedMap<String, Double> metrics(Experience e, Grpo.Result result) {
        double sum = 0;
        int complete = 0;
        for (int i = 0; i < e.rewards().length; i++) {
            sum += e.rewards()[i];
            complete += e.complete()[i] ? 1 : 0;
        }
        SequencedMap<String, Double> metrics = new LinkedHashMap<>();
        metrics.put("reward", sum / e.rewards().length);
        metrics.put("complete", (double) complete / e.rewards().length);
        metrics.putAll(result.metrics());
        return metrics;
    }
}
