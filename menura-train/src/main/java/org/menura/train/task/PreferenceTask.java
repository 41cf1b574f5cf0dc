package org.menura.train.task;

import org.menura.model.CausalModel;
import org.menura.tensor.Backend;
import org.menura.tensor.Tensor;
import org.menura.tensor.grad.GradientTape;
import org.menura.train.data.Batch;
import org.menura.train.objective.Dpo;
import org.menura.train.objective.PreferenceLoss;
import org.menura.train.objective.TokenLogps;

/** Direct preference optimisation: a policy against a frozen reference, on pairs of answers. */
public final class PreferenceTask extends AccumulatingTask<Batch> {
    private final BatchReader model;
    private final BatchReader reference;
    private final double beta;
    private final PreferenceLoss loss;

    /**
     * A task of a model.
     *
     * @param reference what the model was before
     */
    public PreferenceTask(
            CausalModel model, CausalModel reference, Steps<Batch> steps, double beta, PreferenceLoss loss) {
        this(BatchReader.ofText(model), BatchReader.ofText(reference), steps, beta, loss);
    }

    /** The same of models that perhaps take in more than text. */
    public PreferenceTask(
            BatchReader model, BatchReader reference, Steps<Batch> steps, double beta, PreferenceLoss loss) {
        super(steps);
        this.model = model;
        this.reference = reference;
        this.beta = beta;
        this.loss = loss;
    }

    @Override
    protected void learn(Batch pairs, Whole whole, StepSums sums) {
        Dpo.Logps before = logps(reference, pairs);
        TokenLogps layout = new TokenLogps(pairs.targets(), pairs.segments());
        try (GradientTape tape = startTape()) {
            Tensor losses = ops().crossEntropy(model.logits(pairs), pairs.targets()); // [rows]
            double[][] byToken = layout.split(losses);
            Dpo.Result result = Dpo.of(logps(byToken), before, beta, loss);
            double[] slopes =
                    PairTexts.both(result.gradient().chosen(), result.gradient().rejected());
            Tensor seed = layout.seed(TokenLogps.spread(slopes, byToken));
            tape.seed(losses, ops().affine(seed, whole.share(), 0));
            tape.backward();
            sums.add(result, whole.parts(), pairs.ids().length);
        }
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
