package org.menura.train.task;

import java.util.List;
import org.menura.model.CausalModel;
import org.menura.tensor.Backend;
import org.menura.tensor.Tensor;
import org.menura.tensor.grad.GradBackend;
import org.menura.tensor.grad.GradientTape;
import org.menura.tensor.grad.Parameter;
import org.menura.train.StepResult;
import org.menura.train.Task;
import org.menura.train.data.Batch;
import org.menura.train.objective.Dpo;
import org.menura.train.objective.PreferenceLoss;
import org.menura.train.objective.TokenLogps;

/** Direct preference optimisation: a policy against a frozen reference, on pairs of answers. */
public final class PreferenceTask implements Task {
    private final BatchReader model;
    private final BatchReader reference;
    private final GradBackend ops;
    private final List<Parameter> parameters;
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
            List<Parameter> parameters,
            StepBatches batches,
            double beta,
            PreferenceLoss loss) {
        this(BatchReader.ofText(model), BatchReader.ofText(reference), ops, parameters, batches, beta, loss);
    }

    /** The same of models that perhaps take in more than text. */
    public PreferenceTask(
            BatchReader model,
            BatchReader reference,
            GradBackend ops,
            List<Parameter> parameters,
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
            try (GradientTape recording = ops.record(parameters)) {
                Tensor losses = ops.crossEntropy(model.logits(pairs), pairs.targets()); // [rows]
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
        return logps(BatchReader.ofText(model), pairs);
    }

    /** The same of a model that perhaps takes in more than text. */
    public static Dpo.Logps logps(BatchReader model, Batch pairs) {
        Backend ops = model.model().ops();
        try (Backend.Scope _ = ops.scope()) {
            Tensor losses = ops.crossEntropy(model.logits(pairs), pairs.targets());
            return logps(new TokenLogps(pairs.targets(), pairs.segments()).split(losses));
        }
    }

    private static Dpo.Logps logps(double[][] byToken) {
        double[] sums = TokenLogps.sums(byToken);
        return new Dpo.Logps(PairTexts.chosen(sums), PairTexts.rejected(sums));
    }
}
