package org.menura.model.layer;

import java.util.function.Supplier;
import org.menura.model.ForwardBatch;
import org.menura.model.StateSpec;
import org.menura.model.weights.Init;
import org.menura.model.weights.Weights;
import org.menura.tensor.Activation;
import org.menura.tensor.Backend;
import org.menura.tensor.Shape;
import org.menura.tensor.Tensor;

/** The time mix of RWKV-5.2, "Eagle" (arXiv 2404.05892, section 4.1): a matrix per head as state, a fixed decay. */
public final class Rwkv5Mix implements Layer {
    private final Backend ops;
    private final Heads heads;
    private final TokenShift shift;
    private final Tensor mixK;
    private final Tensor mixV;
    private final Tensor mixR;
    private final Tensor mixG;
    private final Linear key;
    private final Linear value;
    private final Linear receptance;
    private final Supplier<Tensor> decay; // [heads, headDim], in (0, 1)
    private final Tensor bonus; // [heads, headDim]
    private final Linear gate;
    private final RwkvOutput out;
    private final int slot;

    /** Takes the parameters at w. */
    public Rwkv5Mix(Weights w, int hidden, Heads heads, float groupNormEps) {
        this.ops = w.ops();
        this.heads = heads;
        shift = new TokenShift(w, hidden);
        mixK = w.floats("time_mix_k", Init.constant(0.5f), hidden);
        mixV = w.floats("time_mix_v", Init.constant(0.5f), hidden);
        mixR = w.floats("time_mix_r", Init.constant(0.5f), hidden);
        mixG = w.floats("time_mix_g", Init.constant(0.5f), hidden);
        receptance = new Linear(w.at("receptance"), hidden, heads.queryWidth(), false);
        key = new Linear(w.at("key"), hidden, heads.queryWidth(), false);
        value = new Linear(w.at("value"), hidden, heads.queryWidth(), false);
        gate = new Linear(w.at("gate"), hidden, heads.queryWidth(), false);
        Tensor raw = w.floats("time_decay", Rwkv4Mix.spread(-6, -1), heads.queries(), heads.dim());
        decay = w.derived(() -> decay(ops, raw));
        bonus = w.floats("time_faaaa", Init.uniform(-0.1, 0.5), heads.queries(), heads.dim());
        out = new RwkvOutput(w, hidden, heads, groupNormEps);
        slot = w.slot(new StateSpec.Recurrent(Shape.of(heads.queries(), heads.dim(), heads.dim())));
    }

    /** Computes {@code exp(-exp(x))}. */
    static Tensor decay(Backend ops, Tensor x) {
        return ops.activate(Activation.EXP, ops.affine(ops.activate(Activation.EXP, x), -1, 0));
    }

    @Override
    public Tensor forward(Tensor x, ForwardBatch step) {
        Tensor past = shift.apply(x, step); // [rows, hidden]
        Tensor r = receptance.apply(ops.lerp(past, x, mixR));
        Tensor k = key.apply(ops.lerp(past, x, mixK));
        Tensor v = value.apply(ops.lerp(past, x, mixV));
        Tensor g = gate.apply(ops.lerp(past, x, mixG));
        Tensor y = ops.wkv6(
                perHead(r), perHead(k), perHead(v), decay.get(), bonus, step.segments(), step.recurrences(slot));
        return out.apply(y, Activation.SILU, g);
    }

    private Tensor perHead(Tensor x) {
        return x.reshape(x.dim(0), heads.queries(), heads.dim());
    }
}
