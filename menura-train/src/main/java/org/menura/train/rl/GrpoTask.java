package org.menura.train.rl;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;
import org.menura.tensor.Tensor;
import org.menura.tensor.grad.GradientTape;
import org.menura.train.objective.Evaluation;
import org.menura.train.objective.Grpo;
import org.menura.train.objective.TokenLogps;

/**
 * Group relative policy optimisation (arXiv 2402.03300) with rewards of a program or a model: each step the current weights
 * write several answers to each prompt, and learn what made the better ones better. RLOO (arXiv 2402.14740) differs in its
 * advantages and its loss.
 */
public final class GrpoTask extends RolloutTask {
    private final Options options;

    /** The advantages of answers, by what they are worth beside the others of their group. */
    @FunctionalInterface
    public interface Advantages {
        /** Returns the advantage of each answer. */
        double[] of(Experience written);
    }

    /**
     * Options of a GRPO task.
     *
     * @param group answers to each prompt
     * @param advantages of the answers
     * @param completeOnly whether answers that were cut off teach nothing
     * @param loss of the policy
     */
    public record Options(int group, Advantages advantages, boolean completeOnly, Grpo.Options loss) {}

    /** Makes a task of a policy. */
    public GrpoTask(Setup setup, Options options) {
        super(setup, options.group);
        this.options = options;
    }

    @Override
    protected void begin(Experience written) {}

    @Override
    protected Evaluation learn(Experience e, Tensor losses, TokenLogps layout, GradientTape tape) {
        double[] advantages = options.advantages.of(e);
        double[][] logps = layout.split(losses);
        if (!options.completeOnly) {
            Grpo.Result result = Grpo.of(logps, e.logps(), e.reference(), advantages, options.loss);
            tape.seed(losses, layout.seed(result.gradient()));
            return result;
        }
        double[][] counted = complete(logps, e.complete());
        double @Nullable [][] reference = e.reference() == null ? null : complete(e.reference(), e.complete());
        Grpo.Result result = tokens(counted) == 0
                ? new Grpo.Result(0, new LinkedHashMap<>(), counted)
                : Grpo.of(counted, complete(e.logps(), e.complete()), reference, advantages, options.loss);
        double[][] gradient = new double[logps.length][];
        for (int i = 0; i < logps.length; i++) {
            gradient[i] = Arrays.copyOf(result.gradient()[i], logps[i].length);
        }
        tape.seed(losses, layout.seed(gradient));
        return result;
    }

    /** The tokens of the answers that ended by themselves; the others have none. */
    private static double[][] complete(double[][] byToken, boolean[] complete) {
        double[][] out = byToken.clone();
        for (int i = 0; i < out.length; i++) {
            if (!complete[i]) {
                out[i] = new double[0];
            }
        }
        return out;
    }

    private static int tokens(double[][] byToken) {
        return Arrays.stream(byToken).mapToInt(row -> row.length).sum();
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
