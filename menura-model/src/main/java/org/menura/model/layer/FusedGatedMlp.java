package org.menura.model.layer;

import org.menura.model.ForwardBatch;
import org.menura.model.weights.Weights;
import org.menura.tensor.Activation;
import org.menura.tensor.Backend;
import org.menura.tensor.Tensor;

/** A {@link GatedMlp} whose first two layers are stored as one: gate rows first, then up's. */
public final class FusedGatedMlp implements Layer {
    private final Backend ops;
    private final Activation activation;
    private final int inner;
    private final Linear gateUp;
    private final Linear down;

    /** Takes {@code gate_up_proj} and {@code down_proj} at w. */
    public FusedGatedMlp(Weights w, Activation activation, int hidden, int inner) {
        this(w, "gate_up_proj", "down_proj", activation, hidden, inner, false);
    }

    /** Takes two layers at w, by name. */
    public FusedGatedMlp(
            Weights w, String gateUp, String down, Activation activation, int hidden, int inner, boolean bias) {
        this.ops = w.ops();
        this.activation = activation;
        this.inner = inner;
        this.gateUp = new Linear(w.at(gateUp), hidden, Math.multiplyExact(2, inner), bias);
        this.down = new Linear(w.at(down), inner, hidden, bias);
    }

    @Override
    public Tensor forward(Tensor x, ForwardBatch step) {
        Tensor both = gateUp.apply(x); // [rows, 2 * inner]
        Tensor gate = ops.columns(both, 0, inner);
        Tensor up = ops.columns(both, inner, 2 * inner);
        return down.apply(ops.gated(activation, gate, up));
    }
}
