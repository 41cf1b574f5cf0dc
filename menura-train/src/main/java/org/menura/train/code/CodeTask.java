package org.menura.train.code;

import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.menura.model.EncoderDecoder;
import org.menura.model.layer.Linear;
import org.menura.tensor.Tensor;
import org.menura.tensor.grad.GradientTape;
import org.menura.train.data.Batch;
import org.menura.train.data.Seq2SeqBatch;
import org.menura.train.objective.BinaryCrossEntropy;
import org.menura.train.objective.CrossEntropy;
import org.menura.train.task.AccumulatingTask;
import org.menura.train.task.Prediction;
import org.menura.train.task.Seq2SeqPredictor;
import org.menura.train.task.StepSums;

/**
 * Training on source code: what the decoder writes, and which tokens the encoder takes for identifiers. The loss is the
 * mean over the tokens that are written, plus the weighted mean over the tokens that are tagged.
 */
public final class CodeTask extends AccumulatingTask<CodeBatch> {
    private final EncoderDecoder model;
    private final Seq2SeqPredictor predictor;
    private final @Nullable Linear tagger;
    private final double taggingWeight;

    /**
     * Makes a task of a model.
     *
     * @param tagger the head that gives a logit for each row of the encoder; null if nothing is tagged
     */
    public CodeTask(
            EncoderDecoder model, @Nullable Linear tagger, double taggingWeight, Steps<CodeBatch> steps) {
        super(steps);
        this.model = model;
        this.predictor = new Seq2SeqPredictor(model);
        this.tagger = tagger;
        this.taggingWeight = taggingWeight;
    }

    @Override
    protected void learn(CodeBatch part, Whole whole, StepSums sums) {
        Optional<Seq2SeqBatch> written = part.written().filter(b -> predictor.targets(b) > 0);
        Optional<Batch> tagged = part.tagged().filter(b -> b.targetCount() > 0);
        if (written.isPresent()) {
            sums.add(writing(written.get(), 1.0 / whole.parts(), sums), predictor.tokens(written.get()));
        }
        if (tagged.isPresent() && tagger != null) {
            double loss = tagging(tagged.get(), tagger, taggingWeight / whole.parts(), sums);
            sums.add(loss, tagged.get().ids().length);
        }
    }

    private double writing(Seq2SeqBatch batch, double weight, StepSums sums) {
        try (GradientTape tape = startTape()) {
            Prediction p = predictor.predict(batch);
            Tensor losses = ops().crossEntropy(p.logits(), p.targets()); // [rows]
            float[] values = losses.toFloats();
            double[] all = new double[values.length];
            for (int i = 0; i < all.length; i++) {
                all[i] = values[i];
            }
            CrossEntropy.Result result = CrossEntropy.mean(all, p.targets(), null, predictor.targets(batch));
            seed(tape, losses, result.gradient(), (float) weight);
            tape.backward();
            sums.metric("writing_loss", weight * result.loss());
            return weight * result.loss();
        }
    }

    private double tagging(Batch batch, Linear head, double weight, StepSums sums) {
        try (GradientTape tape = startTape()) {
            Tensor logits = head.apply(model.encode(batch.step())); // [rows, 1]
            BinaryCrossEntropy.Result result = BinaryCrossEntropy.of(logits, batch.targets());
            seed(tape, logits, result.gradient(), (float) weight);
            tape.backward();
            sums.metric("tagging_loss", weight * result.loss());
            return weight * result.loss();
        }
    }
}
