package org.menura.train.task;

import org.menura.tensor.Tensor;
import org.menura.tensor.grad.GradientTape;
import org.menura.train.objective.CrossEntropy;

/**
 * Training on the prediction of the rows' targets: masked tokens (BERT, arXiv 1810.04805), tags, classes of texts, or
 * what an encoder-decoder writes (T5, arXiv 1910.10683).
 *
 * @param <B> the type of a batch
 */
public final class PredictionTask<B> extends AccumulatingTask<B> {
    private static final String ACCURACY = "accuracy";

    private final Predictor<B> predictor;
    private final CrossEntropy.Options loss;
    private final boolean classes;

    /**
     * Makes a task of a model.
     *
     * @param loss smoothing
     * @param classes whether the targets are a few classes, of which the log shows the accuracy
     */
    public PredictionTask(Predictor<B> predictor, Steps<B> steps, CrossEntropy.Options loss, boolean classes) {
        super(steps);
        this.predictor = predictor;
        this.loss = loss;
        this.classes = classes;
    }

    @Override
    protected double weight(B part) {
        return predictor.targets(part);
    }

    @Override
    protected void learn(B part, Whole whole, StepSums sums) {
        sums.add(0, predictor.tokens(part));
        if (predictor.targets(part) > 0) { // of a few tokens none may be masked
            CrossEntropy.OfLogits result = gradients(part, whole.weight());
            sums.add(result.loss(), 0);
            if (classes) {
                sums.metric(ACCURACY, predictor.targets(part) * result.metrics().getOrDefault(ACCURACY, 0.0));
            }
        }
    }

    @Override
    protected void finish(Whole whole, StepSums sums) {
        if (classes) {
            sums.replace(ACCURACY, whole.weight() == 0 ? 0 : sums.sum(ACCURACY) / whole.weight());
        }
    }

    private CrossEntropy.OfLogits gradients(B part, double normaliser) {
        try (GradientTape tape = startTape()) {
            Prediction p = predictor.predict(part);
            if (classes || !loss.equals(CrossEntropy.Options.NONE)) {
                CrossEntropy.OfLogits result = CrossEntropy.ofLogits(p.logits(), p.targets(), null, normaliser, loss);
                tape.seed(p.logits(), result.gradient());
                tape.backward();
                return result;
            }
            Tensor losses = ops().crossEntropy(p.logits(), p.targets()); // [rows]
            CrossEntropy.Result result = CrossEntropy.mean(Numbers.doubles(losses), p.targets(), null, normaliser);
            tape.seed(losses, Numbers.floats(result.gradient()));
            tape.backward();
            return new CrossEntropy.OfLogits(result.loss(), result.metrics(), p.logits());
        }
    }
}
