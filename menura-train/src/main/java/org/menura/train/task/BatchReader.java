package org.menura.train.task;

import java.util.function.Function;
import org.menura.model.CausalModel;
import org.menura.model.ForwardBatch;
import org.menura.tensor.Tensor;
import org.menura.train.data.Batch;

/**
 * A language model with the way in which it takes in a batch.
 *
 * @param model that predicts
 * @param steps the pass of a batch through it, the rows of pictures and sounds included
 */
public record BatchReader(CausalModel model, Function<Batch, ForwardBatch> steps) {
    /** A model that takes in text alone. */
    public static BatchReader ofText(CausalModel model) {
        return new BatchReader(model, Batch::step);
    }

    /** The pass of a batch. */
    public ForwardBatch step(Batch batch) {
        return steps.apply(batch);
    }

    /** What follows each row: [rows, vocabulary]. */
    public Tensor logits(Batch batch) {
        return model.forward(step(batch));
    }
}
