package org.menura.train.task;

import java.util.Arrays;
import java.util.List;
import org.menura.model.CausalModel;
import org.menura.tensor.Backend;
import org.menura.tensor.Tensor;
import org.menura.tensor.grad.GradBackend;
import org.menura.tensor.grad.Recording;
import org.menura.tensor.grad.Trainable;
import org.menura.train.StepResult;
import org.menura.train.Task;
import org.menura.train.objective.Dpo;
import org.menura.train.objective.PreferenceLoss;
import org.menura.train.objective.TokenLogps;

/** Direct preference optimisation: a policy against a frozen reference, on pairs of answers. */
public final class PreferenceTask implements Task {
    private final CausalModel model;
    private final CausalModel reference;
    private final GradBackend ops;
    private final List<Trainable> parameters;
    private final PairBatches batches;
    private final double beta;
    private final PreferenceLoss loss;

    /**
     * A task over {@code parameters} of a model.
     *
     * @param reference what the model was before
     */
    public PreferenceTask(
            CausalModel model,
            CausalModel reference,
            GradBackend ops,
            List<Trainable> parameters,
            PairBatches batches,
            double beta,
            PreferenceLoss loss) {
        this.model = model;
        this.reference = reference;
        this.ops = ops;
        this.parameters = parameters;
        this.batches = batches;
        this.beta = beta;
        this.loss = loss;
    }

    @Override
    public StepResult gradients(long step) {
        Pairs pairs = batches.at(step);
        Tokens tokens = pairs.tokensOfBoth();
        TokenLogps layout = new TokenLogps(tokens.targets(), tokens.segments());
        Dpo.Logps before = logps(reference, pairs);
        try (Recording recording = ops.record(parameters)) {
            Tensor losses = ops.crossEntropy(model.forward(tokens.step()), tokens.targets()); // [rows]
            double[][] byToken = layout.split(losses);
            Dpo.Result result = Dpo.of(logps(byToken), before, beta, loss);
            recording.seed(losses, layout.seed(TokenLogps.spread(both(result.gradient()), byToken)));
            recording.backward();
            return new StepResult(result.loss(), pairs.tokens(), result.metrics());
        }
    }

    /** Log-probabilities of the answers under a model that learns nothing from it. */
    public static Dpo.Logps logps(CausalModel model, Pairs pairs) {
        Tokens tokens = pairs.tokensOfBoth();
        Backend ops = model.ops();
        try (Backend.Scope _ = ops.scope()) {
            Tensor losses = ops.crossEntropy(model.forward(tokens.step()), tokens.targets());
            return logps(new TokenLogps(tokens.targets(), tokens.segments()).split(losses));
        }
    }

    /** Sums by text: the first half are the chosen ones. */
    private static Dpo.Logps logps(double[][] byToken) {
        double[] sums = TokenLogps.sums(byToken);
        int n = sums.length / 2;
        return new Dpo.Logps(Arrays.copyOf(sums, n), Arrays.copyOfRange(sums, n, 2 * n));
    }

    private static double[] both(Dpo.Logps gradient) {
        int n = gradient.chosen().length;
        double[] all = Arrays.copyOf(gradient.chosen(), 2 * n);
        System.arraycopy(gradient.rejected(), 0, all, n, n);
        return all;
    }
}
