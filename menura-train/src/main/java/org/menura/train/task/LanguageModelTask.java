package org.menura.train.task;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import org.menura.model.CausalModel;
import org.menura.model.ForwardBatch;
import org.menura.tensor.Backend;
import org.menura.tensor.Tensor;
import org.menura.tensor.grad.GradBackend;
import org.menura.tensor.grad.GradientTape;
import org.menura.tensor.grad.Parameter;
import org.menura.train.StepResult;
import org.menura.train.Task;
import org.menura.train.data.Batch;
import org.menura.train.objective.CrossEntropy;
import org.menura.train.objective.LoadBalancing;

/**
 * Predicting the next token: pre-training, and supervised fine-tuning where only some rows count. With experts, their
 * even use is asked for beside it.
 */
public final class LanguageModelTask implements Task {
    private final BatchReader reader;
    private final GradBackend ops;
    private final List<Parameter> parameters;
    private final StepBatches batches;
    private final Options options;

    /**
     * What is asked for beside the prediction.
     *
     * @param loss smoothing and the like
     * @param balance weight of the experts' even use ({@code router_aux_loss_coef}); 0 for none
     * @param chosen experts that each token goes to
     */
    public record Options(CrossEntropy.Options loss, double balance, int chosen) {
        /** The prediction alone. */
        public static final Options PLAIN = new Options(CrossEntropy.Options.NONE, 0, 0);
    }

    /** A task over {@code parameters} of a model that computes with {@code ops}. */
    public LanguageModelTask(
            CausalModel model, GradBackend ops, List<Parameter> parameters, StepBatches batches, Options options) {
        this(BatchReader.ofText(model), ops, parameters, batches, options);
    }

    /** The same of a model that perhaps takes in more than text. */
    public LanguageModelTask(
            BatchReader reader, GradBackend ops, List<Parameter> parameters, StepBatches batches, Options options) {
        this.reader = reader;
        this.ops = ops;
        this.parameters = parameters;
        this.batches = batches;
        this.options = options;
    }

    @Override
    public StepResult gradients(long step) {
        List<Batch> parts = batches.at(step);
        double normaliser = 0;
        for (Batch part : parts) {
            normaliser += CrossEntropy.count(part.targets(), Numbers.doubles(part.weights()));
        }
        double loss = 0;
        long rows = 0;
        SequencedMap<String, Double> metrics = new LinkedHashMap<>();
        for (Batch part : parts) {
            loss += gradients(part, normaliser, parts.size(), metrics);
            rows += part.ids().length;
        }
        return new StepResult(loss, rows, metrics);
    }

    /** Adds the gradients of a part, and returns its share of the loss. */
    private double gradients(Batch part, double normaliser, int parts, SequencedMap<String, Double> metrics) {
        try (GradientTape recording = ops.record(parameters)) {
            ForwardBatch step = reader.step(part);
            if (options.balance != 0) {
                step = step.withRouters();
            }
            Tensor logits = reader.model().forward(step); // [rows, vocabulary]
            double loss = predict(recording, logits, part, normaliser);
            if (options.balance != 0) {
                List<Tensor> routers = step.routers();
                LoadBalancing.Result even = LoadBalancing.of(routers, options.chosen, null, options.balance / parts);
                for (int i = 0; i < routers.size(); i++) {
                    recording.seed(routers.get(i), even.gradients().get(i));
                }
                loss += even.loss();
                even.metrics().forEach((name, value) -> metrics.merge(name, value / parts, Double::sum));
            }
            recording.backward();
            return loss;
        }
    }

    private double predict(GradientTape recording, Tensor logits, Batch part, double normaliser) {
        if (!options.loss.equals(CrossEntropy.Options.NONE)) {
            CrossEntropy.OfLogits result = CrossEntropy.ofLogits(
                    logits, part.targets(), Numbers.doubles(part.weights()), normaliser, options.loss);
            recording.seed(logits, result.gradient());
            return result.loss();
        }
        Tensor losses = ops.crossEntropy(logits, part.targets()); // [rows]
        CrossEntropy.Result result =
                CrossEntropy.mean(Numbers.doubles(losses), part.targets(), Numbers.doubles(part.weights()), normaliser);
        recording.seed(losses, Numbers.floats(result.gradient()));
        return result.loss();
    }

    /** The mean loss of the next token over some batches, without teaching anything. */
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
