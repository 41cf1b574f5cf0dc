package org.menura.train.rl.episode;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.menura.model.CausalModel;
import org.menura.tensor.Tensor;
import org.menura.tensor.grad.GradBackend;
import org.menura.tensor.grad.GradientTape;
import org.menura.tensor.grad.Parameter;
import org.menura.train.StepResult;
import org.menura.train.Task;
import org.menura.train.task.StepSums;

/**
 * Behaviour cloning: supervised learning of an expert's actions. With a mask, what is learned is to choose among the actions
 * that are possible, as the policy will; tokens that leave no choice are not learned.
 */
public final class CloningTask implements Task {
    /** Demonstrations that are kept as tokens. */
    private static final int KEPT = 4096;

    private final Setup setup;
    private final TokenMasks masks = new TokenMasks();
    private final Map<EpisodeSpec, Episode> known = new HashMap<>();

    /**
     * The model and the demonstrations.
     *
     * @param tasks the demonstrations of each step
     * @param rollouts replays them
     * @param world weight of the environment's tokens, whose prediction is learned beside the actions
     */
    public record Setup(
            CausalModel model,
            GradBackend ops,
            List<Parameter> parameters,
            EpisodeSpecs.Choice tasks,
            EpisodeRollouts rollouts,
            double world) {}

    /** Makes a task. */
    public CloningTask(Setup setup) {
        this.setup = setup;
    }

    @Override
    public StepResult gradients(long step) {
        setup.ops.beginStep(step);
        List<Episode> episodes = new ArrayList<>();
        for (EpisodeSpec task : setup.tasks.at(step)) {
            episodes.add(demonstration(task));
        }
        List<EpisodeBatch> parts = new ArrayList<>();
        double weight = 0;
        for (List<Episode> some : EpisodeBatch.parts(episodes)) {
            EpisodeBatch part = EpisodeBatch.of(some, masks, setup.world);
            if (part.targets().length > 0) {
                parts.add(part);
                weight += Arrays.stream(part.weights()).sum();
            }
        }
        long actions = parts.stream().mapToLong(EpisodeBatch::ownTargets).sum();
        StepSums sums = new StepSums();
        for (EpisodeBatch part : parts) {
            learn(part, weight, actions, sums);
        }
        return sums.result();
    }

    private Episode demonstration(EpisodeSpec task) {
        Episode episode = known.get(task);
        if (episode == null) {
            episode = setup.rollouts.demonstrate(task, masks).without(task.noise());
            if (known.size() < KEPT) {
                known.put(task, episode);
            }
        }
        return episode;
    }

    private void learn(EpisodeBatch part, double weight, long actions, StepSums sums) {
        try (GradientTape tape = setup.ops.record(setup.parameters)) {
            Tensor losses = part.losses(setup.model, 1); // [targets]
            float[] l = losses.toFloats();
            float[] slopes = new float[l.length];
            double loss = 0;
            double ofActions = 0;
            for (int i = 0; i < l.length; i++) {
                slopes[i] = (float) (part.weights()[i] / weight);
                loss += l[i] * part.weights()[i] / weight;
                ofActions += part.isOwn()[i] ? l[i] : 0;
            }
            sums.metric("action_loss", ofActions / Math.max(1, actions));
            tape.seed(losses, Tensor.of(slopes, slopes.length));
            tape.backward();
            sums.add(loss, part.rows());
        }
    }
}
