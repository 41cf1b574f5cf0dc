package org.menura.model.layer;

import org.menura.model.weights.Weights;
import org.menura.tensor.Activation;
import org.menura.tensor.Backend;
import org.menura.tensor.Tensor;

/** The output of RWKV-5 and 6 after the state: a norm per head, a gate, a projection. */
final class RwkvOutput {
    private final Backend ops;
    private final Heads heads;
    private final Tensor weight;
    private final Tensor bias;
    private final float eps;
    private final Linear output;

    RwkvOutput(Weights w, int hidden, Heads heads, float eps) {
        this.ops = w.ops();
        this.heads = heads;
        this.eps = eps;
        this.weight = w.at("ln_x").ones("weight", heads.queryWidth());
        this.bias = w.at("ln_x").zeros("bias", heads.queryWidth());
        this.output = new Linear(w.at("output"), heads.queryWidth(), hidden, false);
    }

    /** y [rows, heads, headDim] → normalised, [rows, heads · headDim]. */
    Tensor normalize(Tensor y) {
        return ops.groupNorm(y.reshape(y.dim(0), heads.queryWidth()), heads.queries(), weight, bias, eps);
    }

    /** {@code output(x)}. */
    Tensor project(Tensor x) {
        return output.apply(x);
    }

    /** {@code output(norm(y) · f(gate))}. */
    Tensor apply(Tensor y, Activation f, Tensor gate) {
        return project(ops.gated(f, gate, normalize(y)));
    }
}
