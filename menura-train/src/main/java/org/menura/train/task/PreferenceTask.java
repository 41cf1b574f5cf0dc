package org.menura.train.task;

import org.menura.model.CausalModel;
import org.menura.tensor.Backend;
import org.menura.tensor.Tensor;
import org.menura.tensor.grad.GradientTape;
import org.menura.train.data.Batch;
import org.menura.train.objective.Dpo;
import org.menura.train.objective.PreferenceLoss;
import org.menura.train.objective.TokenLogps;

/** Training by direct preference optimisation: a policy against a frozen reference, on pairs of answers. */
public final class PreferenceTask extends AccumulatingTask<Batch> {
    private final BatchReader model;
    private final BatchReader reference;
    private final double beta;
    private final PreferenceLoss loss;

    /**
     * Makes a task of a model of text alone.
     *
     * @param reference the frozen reference model, such as the model before training
     */
    public PreferenceTask(
            CausalModel model, CausalModel reference, Steps<Batch> steps, double beta, PreferenceLoss loss) {
        this(BatchReader.ofText(model), BatchReader.ofText(reference), steps, beta, loss);
    }

    /** Makes a task of models with any batch input. */
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
     * Computes the log-probabilities of the answers under a model of text alone, without recording gradients.
     *
     * @param pairs a chosen text, then the rejected one, and so on
     */
    public static Dpo.Logps logps(CausalModel model, Batch pairs) {
        return logps(BatchReader.ofText(model), pairs);
    }

    /**
     * Computes the log-probabilities of the answers under a model with any batch input, without recording gradients.
     */
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
