package org.menura.model.encoder.hibehrt;

import org.menura.model.Config;
import org.menura.model.Model;
import org.menura.model.layer.Linear;
import org.menura.model.weights.Weights;
import org.menura.tensor.Backend;
import org.menura.tensor.Tensor;

/**
 * Hi-BEHRT (arXiv 2106.11360) for the prediction of an event: a hierarchical transformer over the records of patients
 * that are too long for one, with a logit for each patient.
 */
public final class HiBehrt implements Model {
    private final Backend ops;
    private final HiBehrtConfig config;
    private final Hierarchy hierarchy;
    private final Linear pooler;
    private final Linear classifier;

    private HiBehrt(Config c, Weights w) {
        ops = w.ops();
        config = HiBehrtConfig.of(c);
        int hidden = config.hidden();
        hierarchy = new Hierarchy(config, w.at("feature_extractor"));
        pooler = new Linear(w.at("pooler.dense"), hidden, hidden, true);
        classifier = new Linear(w.at("classifier"), hidden, 1, true);
    }

    /** Builds a Hi-BEHRT with a classifier, under the names of the authors' code. */
    public static HiBehrt build(Config c, Weights w) {
        return new HiBehrt(c, w);
    }

    /** Returns the segmentation of records. */
    public Segmentation segmentation() {
        return config.segmentation();
    }

    /** Returns the hierarchy, which computes the embeddings of segments. */
    public Hierarchy hierarchy() {
        return hierarchy;
    }

    /**
     * Pools the segments of each record, {@code tanh(dense(first segment))}.
     *
     * @param aggregated what {@link Hierarchy#aggregate} returned
     * @return [records, hidden]
     */
    public Tensor pool(Tensor aggregated, RecordBatch batch) {
        return Hierarchy.pool(ops, pooler, aggregated, batch.segments());
    }

    /**
     * Computes the logit of the event.
     *
     * @param pooled what {@link #pool} returned
     * @return [records, 1]
     */
    public Tensor classify(Tensor pooled) {
        return classifier.apply(pooled);
    }

    /** Computes the logits of records, [records, 1]. */
    public Tensor logits(RecordBatch batch) {
        Tensor vectors = hierarchy.extract(hierarchy.embed(batch), batch);
        return classify(pool(hierarchy.aggregate(vectors, batch), batch));
    }
}
