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
    private final Linear[] first; // gate, up
    private final Linear down;

    /** Creates an MLP over given layers. */
    public GatedMlp(Backend ops, Activation activation, Linear gate, Linear up, Linear down) {
        this.ops = ops;
        this.activation = activation;
        this.first = new Linear[] {gate, up};
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
        Tensor[] both = Linear.applyAll(first, x, x);
        return down.apply(ops.gated(activation, both[0], both[1]));
    }

    /** Applies MLPs that do not wait for each other: what {@link #forward} returns for each, {@code mlps[i]} of {@code xs[i]}. */
    static Tensor[] applyAll(GatedMlp[] mlps, Tensor[] xs) {
        Linear[] firsts = new Linear[2 * mlps.length];
        Tensor[] inputs = new Tensor[2 * mlps.length];
        Linear[] downs = new Linear[mlps.length];
        for (int i = 0; i < mlps.length; i++) {
            for (int j = 0; j < 2; j++) {
                firsts[2 * i + j] = mlps[i].first[j];
                inputs[2 * i + j] = xs[i];
            }
            downs[i] = mlps[i].down;
        }
        Tensor[] both = Linear.applyAll(firsts, inputs);
        Tensor[] inner = new Tensor[mlps.length];
        for (int i = 0; i < mlps.length; i++) {
            inner[i] = mlps[i].ops.gated(mlps[i].activation, both[2 * i], both[2 * i + 1]);
        }
        return Linear.applyAll(downs, inner);
    }
}
