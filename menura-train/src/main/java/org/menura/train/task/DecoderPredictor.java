package org.menura.train.task;

import org.menura.model.CausalModel;
import org.menura.model.ForwardBatch;
import org.menura.tensor.Tensor;
import org.menura.train.data.Batch;

/**
 * A decoder that predicts at each row that has a target: the next token, a tag, or at a text's last row its class. Only
 * those rows go through the head.
 *
 * @param reader a model with the head that the targets belong to
 */
public record DecoderPredictor(BatchReader reader) implements Predictor<Batch> {
    /** Makes a predictor of a model of text alone. */
    public DecoderPredictor(CausalModel model) {
        this(BatchReader.ofText(model));
    }

    @Override
    public Prediction predict(Batch batch) {
        int[] rows = Rows.withTarget(batch.targets());
        ForwardBatch step = reader.step(batch).withOutputs(rows);
        Tensor logits = reader.model().forward(step); // [targets, classes]
        return new Prediction(logits, Rows.at(batch.targets(), rows));
    }

    @Override
    public int targets(Batch batch) {
        return batch.targetCount();
    }

    @Override
    public long tokens(Batch batch) {
        return batch.ids().length;
    }
}
