package org.menura.train.task;

import org.menura.model.ForwardBatch;
import org.menura.model.TextEncoder;
import org.menura.tensor.Segments;
import org.menura.tensor.Tensor;
import org.menura.train.data.Batch;

/**
 * A text encoder with a head that predicts masked tokens, tags or classes. Masked tokens and tags have a target by row,
 * and only those rows go through the head; a text's class is the target of its last row.
 *
 * @param model whose outputs have {@code logits}
 * @param byText whether there is one prediction for each text
 */
public record EncoderPredictor(TextEncoder model, boolean byText) implements Predictor<Batch> {
    @Override
    public Prediction predict(Batch batch) {
        Segments segments = batch.segments();
        ForwardBatch step = model.placed(batch.step()).withTokenTypes(batch.types());
        Tensor hidden = model.encode(step); // [rows, hidden]
        if (byText) {
            return new Prediction(logits(hidden, segments), Rows.lastTargets(batch));
        }
        int[] rows = Rows.withTarget(batch.targets());
        Tensor chosen = model.ops().gatherRows(hidden, rows); // [targets, hidden]
        return new Prediction(logits(chosen, Segments.ofLengths(rows.length)), Rows.at(batch.targets(), rows));
    }

    private Tensor logits(Tensor hidden, Segments segments) {
        Tensor logits = model.outputs(hidden, segments).get("logits");
        if (logits == null) {
            throw new IllegalStateException("the encoder has no head that gives logits");
        }
        return logits;
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
