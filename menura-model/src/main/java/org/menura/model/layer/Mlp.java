package org.menura.model.layer;

import org.menura.model.ForwardBatch;
import org.menura.tensor.Activation;
import org.menura.tensor.Backend;
import org.menura.tensor.Tensor;

/** {@code down(f(up(x)))}. */
public final class Mlp implements Layer {
    private final Backend ops;
    private final Activation activation;
    private final Layer up;
    private final Layer down;

    /** Creates an MLP over given layers. */
    public Mlp(Backend ops, Activation activation, Layer up, Layer down) {
        this.ops = ops;
        this.activation = activation;
        this.up = up;
        this.down = down;
    }

    @Override
    public Tensor forward(Tensor x, ForwardBatch step) {
        return down.forward(ops.activate(activation, up.forward(x, step)), step);
    }
}
