package org.menura.train.rl;

import java.util.LinkedHashMap;
import java.util.SequencedMap;
import org.menura.tensor.Tensor;
import org.menura.tensor.grad.GradientTape;
import org.menura.train.objective.Evaluation;
import org.menura.train.objective.GroupAdvantages;
import org.menura.train.objective.Grpo;
import org.menura.train.objective.TokenLogps;

/**
 * Group relative policy optimisation (arXiv 2402.03300) with rewards of a program or a model: each step the current weights
 * write several answers to each prompt, and learn what made the better ones better.
 */
public final class GrpoTask extends RolloutTask {
    private final Options options;

    /**
     * Options of a GRPO task.
     *
     * @param group answers to each prompt
     * @param scaled whether advantages are divided by the deviation within a group
     * @param loss of the policy
     */
    public record Options(int group, boolean scaled, Grpo.Options loss) {}

    /** Makes a task of a policy. */
    public GrpoTask(Setup setup, Options options) {
        super(setup, options.group);
        this.options = options;
    }

    @Override
    protected void begin(Experience written) {}

    @Override
    protected Evaluation learn(Experience e, Tensor losses, TokenLogps layout, GradientTape tape) {
        double[] advantages = GroupAdvantages.of(e.rewards(), options.group, options.scaled);
        Grpo.Result result = Grpo.of(layout.split(losses), e.logps(), e.reference(), advantages, options.loss);
        tape.seed(losses, layout.seed(result.gradient()));
        return result;
    }

    @Override
    protected SequencedMap<String, Double> metrics(Experience e) {
        double sum = 0;
        int complete = 0;
        for (int i = 0; i < e.rewards().length; i++) {
            sum += e.rewards()[i];
            complete += e.complete()[i] ? 1 : 0;
        }
        SequencedMap<String, Double> metrics = new LinkedHashMap<>();
        metrics.put("reward", sum / e.rewards().length);
        metrics.put("complete", (double) complete / e.rewards().length);
        return metrics;
    }
}
