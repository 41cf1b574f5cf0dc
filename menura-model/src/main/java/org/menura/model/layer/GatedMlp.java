package org.menura.model.layer;

import java.util.ArrayList;
import java.util.List;
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
        List<Tensor> both = Linear.applyAll(List.of(gate, up), List.of(x, x));
        return down.apply(ops.gated(activation, both.get(0), both.get(1)));
    }

    /** Applies MLPs that do not wait for each other: what {@link #forward} returns for each, {@code mlps[i]} of {@code xs[i]}. */
    static List<Tensor> applyAll(List<GatedMlp> mlps, List<Tensor> xs) {
        List<Linear> first = new ArrayList<>(2 * mlps.size());
        List<Tensor> inputs = new ArrayList<>(2 * mlps.size());
        List<Linear> last = new ArrayList<>(mlps.size());
        for (int i = 0; i < mlps.size(); i++) {
            first.add(mlps.get(i).gate);
            first.add(mlps.get(i).up);
            inputs.add(xs.get(i));
            inputs.add(xs.get(i));
            last.add(mlps.get(i).down);
        }
        List<Tensor> both = Linear.applyAll(first, inputs);
        List<Tensor> inner = new ArrayList<>(mlps.size());
        for (int i = 0; i < mlps.size(); i++) {
            GatedMlp mlp = mlps.get(i);
            inner.add(mlp.ops.gated(mlp.activation, both.get(2 * i), both.get(2 * i + 1)));
        }
        return Linear.applyAll(last, inner);
    }
}
