package org.menura.train.task;

import java.util.List;
import org.menura.model.CausalModel;
import org.menura.tensor.Backend;
import org.menura.tensor.Tensor;
import org.menura.tensor.grad.GradBackend;
import org.menura.tensor.grad.Recording;
import org.menura.tensor.grad.Trainable;
import org.menura.train.StepResult;
import org.menura.train.Task;
import org.menura.train.data.Batch;
import org.menura.train.objective.Dpo;
import org.menura.train.objective.PreferenceLoss;
import org.menura.train.objective.TokenLogps;

/** Direct preference optimisation: a policy against a frozen reference, on pairs of answers. */
public final class PreferenceTask implements Task {
    private final CausalModel model;
    private final CausalModel reference;
    private final GradBackend ops;
    private final List<Trainable> parameters;
    private final StepBatches batches;
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
            StepBatches batches,
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
        Sums sums = new Sums();
        List<Batch> parts = batches.at(step);
        for (Batch pairs : parts) {
            Dpo.Logps before = logps(reference, pairs);
            TokenLogps layout = new TokenLogps(pairs.targets(), pairs.segments());
            try (Recording recording = ops.record(parameters)) {
                Tensor losses = ops.crossEntropy(model.forward(pairs.step()), pairs.targets()); // [rows]
                double[][] byToken = layout.split(losses);
                Dpo.Result result = Dpo.of(logps(byToken), before, beta, loss);
                double[] slopes = PairTexts.both(
                        result.gradient().chosen(), result.gradient().rejected());
                Tensor seed = layout.seed(TokenLogps.spread(slopes, byToken));
                recording.seed(losses, ops.affine(seed, 1f / parts.size(), 0));
                recording.backward();
                sums.add(result, parts.size(), pairs.ids().length);
            }
        }
        return sums.result();
    }

    /**
     * Log-probabilities of the answers under a model that learns nothing from it.
     *
     * @param pairs a chosen text, then the rejected one, and so on
     */
    public static Dpo.Logps logps(CausalModel model, Batch pairs) {
        Backend ops = model.ops();
        try (Backend.Scope _ = ops.scope()) {
            Tensor losses = ops.crossEntropy(model.forward(pairs.step()), pairs.targets());
            return logps(new TokenLogps(pairs.targets(), pairs.segments()).split(losses));
        }
    }

    private static Dpo.Logps logps(double[][] byToken) {
        double[] sums = TokenLogps.sums(byToken);
        return new Dpo.Logps(PairTexts.chosen(sums), PairTexts.rejected(sums));
    }
}
