package org.menura.model.layer;

import org.menura.model.ForwardBatch;
import org.menura.model.weights.Weights;
import org.menura.tensor.Activation;
import org.menura.tensor.Backend;
import org.menura.tensor.Tensor;

/** {@code down(f(gate(x)) · up(x))} (arXiv 2002.05202). */
public final class GatedMlp implements Layer {
    private final Backend ops;
    private final Activation activation;
    private final Linear gate;
    private final Linear up;
    private final Linear down;

    /** Creates an MLP over given layers. */
    public GatedMlp(Backend ops, Activation activation, Linear gate, Linear up, Linear down) {
        this.ops = ops;
        this.activation = activation;
        this.gate = gate;
        this.up = up;
        this.down = down;
    }

    /** Takes {@code gate_proj}, {@code up_proj} and {@code down_proj} at w. */
    public GatedMlp(Weights w, Activation activation, int hidden, int inner, boolean bias) {
        this(
                w.ops(),
                activation,
                new Linear(w.at("gate_proj"), hidden, inner, bias),
                new Linear(w.at("up_proj"), hidden, inner, bias),
                new Linear(w.at("down_proj"), inner, hidden, bias));
    }

    @Override
    public Tensor forward(Tensor x, ForwardBatch step) {
        return down.apply(ops.gated(activation, gate.apply(x), up.apply(x)));
    }
}
