package org.menura.train.task;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import java.util.function.LongFunction;
import org.menura.tensor.Tensor;
import org.menura.tensor.grad.GradBackend;
import org.menura.tensor.grad.GradientTape;
import org.menura.tensor.grad.Parameter;
import org.menura.train.StepResult;
import org.menura.train.Task;
import org.menura.train.objective.CrossEntropy;

/**
 * Predicting what stands in the rows' targets: masked tokens (BERT, arXiv 1810.04805), tags, classes of texts, or what an
 * encoder-decoder writes (T5, arXiv 1910.10683).
 *
 * @param <B> what a batch is
 */
public final class PredictionTask<B> implements Task {
    private final Predictor<B> predictor;
    private final GradBackend ops;
    private final List<Parameter> parameters;
    private final LongFunction<List<B>> batches;
    private final CrossEntropy.Options loss;
    private final boolean classes;

    /**
     * A task over {@code parameters} of a model that computes with {@code ops}.
     *
     * @param batches what a step learns from, in parts whose gradients are added up
     * @param loss smoothing
     * @param classes whether the targets are a few classes, of which the log shows how many were met
     */
    public PredictionTask(
            Predictor<B> predictor,
            GradBackend ops,
            List<Parameter> parameters,
            LongFunction<List<B>> batches,
            CrossEntropy.Options loss,
            boolean classes) {
        this.predictor = predictor;
        this.ops = ops;
        this.parameters = parameters;
        this.batches = batches;
        this.loss = loss;
        this.classes = classes;
    }

    @Override
    public StepResult gradients(long step) {
        List<B> parts = batches.apply(step);
        long count = 0;
        long tokens = 0;
        for (B part : parts) {
            count += predictor.targets(part);
            tokens += predictor.tokens(part);
        }
        double sum = 0;
        double hits = 0;
        for (B part : parts) {
            if (predictor.targets(part) > 0) { // of a few tokens none may be masked
                CrossEntropy.OfLogits result = gradients(part, count);
                sum += result.loss();
                hits += predictor.targets(part) * result.metrics().getOrDefault("accuracy", 0.0);
            }
        }
        SequencedMap<String, Double> metrics = new LinkedHashMap<>();
        if (classes) {
            metrics.put("accuracy", count == 0 ? 0 : hits / count);
        }
        return new StepResult(sum, tokens, metrics);
    }

    private CrossEntropy.OfLogits gradients(B part, double normaliser) {
        try (GradientTape recording = ops.record(parameters)) {
            Prediction p = predictor.predict(part);
            if (classes || !loss.equals(CrossEntropy.Options.NONE)) {
                CrossEntropy.OfLogits result = CrossEntropy.ofLogits(p.logits(), p.targets(), null, normaliser, loss);
                recording.seed(p.logits(), result.gradient());
                recording.backward();
                return result;
            }
            Tensor losses = ops.crossEntropy(p.logits(), p.targets()); // [rows]
            CrossEntropy.Result result = CrossEntropy.mean(Numbers.doubles(losses), p.targets(), null, normaliser);
            recording.seed(losses, Numbers.floats(result.gradient()));
            recording.backward();
            return new CrossEntropy.OfLogits(result.loss(), result.metrics(), p.logits());
        }
    }
}
