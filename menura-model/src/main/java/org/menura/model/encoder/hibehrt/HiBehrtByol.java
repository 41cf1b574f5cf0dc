package org.menura.model.encoder.hibehrt;

import org.jspecify.annotations.Nullable;
import org.menura.model.Config;
import org.menura.model.layer.LayerNorm;
import org.menura.model.layer.Linear;
import org.menura.model.weights.Weights;
import org.menura.tensor.Activation;
import org.menura.tensor.Backend;
import org.menura.tensor.Tensor;

/**
 * Hi-BEHRT for pre-training without labels (arXiv 2106.11360, section III-C; BYOL, arXiv 2006.07733): the online network
 * sees a record of which some segments are gone and predicts what the target network, a moving average of it, makes of
 * the whole record. Either network is one of these.
 */
public final class HiBehrtByol {
    /**
     * The projections and predictions of each segment.
     *
     * @param projection z, what the online network predicts of the target network, [segments, hidden]
     * @param prediction h, the online network's guess, [segments, hidden]
     */
    public record Views(Tensor projection, Tensor prediction) {}

    private final Backend ops;
    private final Hierarchy hierarchy;
    private final Head projector;
    private final Head predictor;

    private HiBehrtByol(Config c, Weights w) {
        ops = w.ops();
        HiBehrtConfig config = HiBehrtConfig.of(c);
        hierarchy = new Hierarchy(config, w);
        projector = new Head(w.at("projector.net"), config);
        predictor = new Head(w.at("predictor.net"), config);
    }

    /** Builds a network, under the names of the authors' code. */
    public static HiBehrtByol build(Config c, Weights w) {
        return new HiBehrtByol(c, w);
    }

    /**
     * Computes the views of records.
     *
     * @param keep 1 for each segment that it sees and 0 for each that is gone, [segments]; null where it sees all
     */
    public Views views(RecordBatch batch, @Nullable Tensor keep) {
        Tensor x = hierarchy.extract(hierarchy.embed(batch), batch);
        Tensor seen = keep == null ? x : ops.scaleRows(x, keep);
        Tensor projection = projector.apply(hierarchy.aggregate(seen, batch));
        return new Views(projection, predictor.apply(projection));
    }

    /** {@code W relu(norm(V x))}. */
    private static final class Head {
        private final Backend ops;
        private final Linear up;
        private final LayerNorm norm;
        private final Linear down;

        Head(Weights w, HiBehrtConfig c) {
            ops = w.ops();
            up = new Linear(w.at(0), c.hidden(), c.projector(), true);
            norm = new LayerNorm(w.at(1), c.projector(), HiBehrtConfig.NORM_EPS);
            down = new Linear(w.at(3), c.projector(), c.hidden(), true);
        }

        Tensor apply(Tensor x) {
            return down.apply(ops.activate(Activation.RELU, norm.apply(up.apply(x))));
        }
    }
}
