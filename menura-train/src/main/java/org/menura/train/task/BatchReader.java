package org.menura.train.task;

import java.util.function.Function;
import org.menura.model.CausalModel;
import org.menura.model.ForwardBatch;
import org.menura.tensor.Tensor;
import org.menura.train.data.Batch;

/**
 * A language model with the function that makes its input of a batch.
 *
 * @param model that predicts
 * @param steps makes the model's input of a batch, with embeddings of images and audio
 */
public record BatchReader(CausalModel model, Function<Batch, ForwardBatch> steps) {
    /** Makes a reader for a model of text alone. */
    public static BatchReader ofText(CausalModel model) {
        return new BatchReader(model, Batch::step);
    }

    /** Returns a reader that disturbs embeddings where a model learns: {@link ForwardBatch#withEmbedNoise}. */
    public BatchReader withEmbedNoise(double alpha) {
        return new BatchReader(model, batch -> steps.apply(batch).withEmbedNoise(alpha));
    }

    /** Makes the model's input of a batch. */
    public ForwardBatch step(Batch batch) {
        return steps.apply(batch);
    }

    /** Computes the logits of each row: [rows, vocabulary]. */
    public Tensor logits(Batch batch) {
        return model.forward(step(batch));
    }
}
