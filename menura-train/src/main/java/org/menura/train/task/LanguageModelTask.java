package org.menura.train.task;

import java.util.List;
import org.menura.model.CausalModel;
import org.menura.model.ForwardBatch;
import org.menura.tensor.Backend;
import org.menura.tensor.Tensor;
import org.menura.tensor.grad.GradientTape;
import org.menura.train.data.Batch;
import org.menura.train.objective.CrossEntropy;
import org.menura.train.objective.Evaluation;
import org.menura.train.objective.LoadBalancing;
import org.menura.train.objective.RouterZLoss;

/**
 * Training on next-token prediction: pre-training, and supervised fine-tuning where only some rows count. With experts,
 * their even use is asked for beside it.
 */
public final class LanguageModelTask extends AccumulatingTask<Batch> {
    private final BatchReader reader;
    private final Options options;

    /**
     * Options of the loss beside the prediction of the next token.
     *
     * @param loss smoothing and the like
     * @param balance weight of the experts' even use ({@code router_aux_loss_coef}); 0 for none
     * @param chosen experts that each token goes to
     * @param routerZ weight of {@link RouterZLoss}; 0 for none
     */
    public record Options(CrossEntropy.Options loss, double balance, int chosen, double routerZ) {
        /** The options of the plain cross-entropy. */
        public static final Options PLAIN = new Options(CrossEntropy.Options.NONE, 0, 0, 0);
    }

    /** Makes a task of a model of text alone. */
    public LanguageModelTask(CausalModel model, Steps<Batch> steps, Options options) {
        this(BatchReader.ofText(model), steps, options);
    }

    /** Makes a task of a model with any batch input. */
    public LanguageModelTask(BatchReader reader, Steps<Batch> steps, Options options) {
        super(steps);
        this.reader = reader;
        this.options = options;
    }

    @Override
    protected double weight(Batch part) {
        return CrossEntropy.count(part.targets(), Numbers.doubles(part.weights()));
    }

    @Override
    protected void learn(Batch part, Whole whole, StepSums sums) {
        if (whole.weight() == 0) { // of long conversations no answer may be left
            sums.add(0, part.ids().length);
            return;
        }
        try (GradientTape tape = startTape()) {
            ForwardBatch step = reader.step(part);
            if (options.balance != 0 || options.routerZ != 0) {
                step = step.withRouters();
            }
            Tensor logits = reader.model().forward(step); // [rows, vocabulary]
            double loss = predict(tape, logits, part, whole.weight());
            if (options.balance != 0) {
                LoadBalancing.Result even =
                        LoadBalancing.of(step.routers(), options.chosen, null, options.balance / whole.parts());
                loss += seed(tape, step.routers(), even.gradients(), even, whole, sums);
            }
            if (options.routerZ != 0) {
                RouterZLoss.Result small = RouterZLoss.of(step.routers(), null, options.routerZ / whole.parts());
                loss += seed(tape, step.routers(), small.gradients(), small, whole, sums);
            }
            tape.backward();
            sums.add(loss, part.ids().length);
        }
    }

    /** Seeds the tape with what is asked of routers, and returns its loss. */
    private static double seed(
            GradientTape tape,
            List<Tensor> routers,
            List<Tensor> gradients,
            Evaluation result,
            Whole whole,
            StepSums sums) {
        for (int i = 0; i < routers.size(); i++) {
            tape.seed(routers.get(i), gradients.get(i));
        }
        result.metrics().forEach((name, value) -> sums.metric(name, value / whole.parts()));
        return result.loss();
    }

    private double predict(GradientTape tape, Tensor logits, Batch part, double normaliser) {
        if (!options.loss.equals(CrossEntropy.Options.NONE)) {
            CrossEntropy.OfLogits result = CrossEntropy.ofLogits(
                    logits, part.targets(), Numbers.doubles(part.weights()), normaliser, options.loss);
            tape.seed(logits, result.gradient());
            return result.loss();
        }
        Tensor losses = ops().crossEntropy(logits, part.targets()); // [rows]
        CrossEntropy.Result result =
                CrossEntropy.mean(Numbers.doubles(losses), part.targets(), Numbers.doubles(part.weights()), normaliser);
        tape.seed(losses, Numbers.floats(result.gradient()));
        return result.loss();
    }

    /** Computes the mean loss of the next token over some batches, without training. */
    public static double evaluate(CausalModel model, List<Batch> batches) {
        double sum = 0;
        double count = 0;
        for (Batch batch : batches) {
            try (Backend.Scope _ = model.ops().scope()) {
                Tensor losses = model.ops().crossEntropy(model.forward(batch.step()), batch.targets());
                double n = CrossEntropy.count(batch.targets(), Numbers.doubles(batch.weights()));
                sum += CrossEntropy.mean(Numbers.doubles(losses), batch.targets(), Numbers.doubles(batch.weights()), 1)
                        .loss();
                count += n;
            }
        }
        return sum / count;
    }
}
