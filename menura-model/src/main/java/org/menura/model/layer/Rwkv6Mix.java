package org.menura.model.layer;

import org.menura.model.StateSpec;
import org.menura.model.Step;
import org.menura.model.weights.Init;
import org.menura.model.weights.Weights;
import org.menura.tensor.Activation;
import org.menura.tensor.Backend;
import org.menura.tensor.Shape;
import org.menura.tensor.Tensor;

/** The time mix of RWKV-6, "Finch" (arXiv 2404.05892, section 4.2): shares and decays depend on the tokens. */
public final class Rwkv6Mix implements Layer {
    private static final String[] PARTS = {"w", "k", "v", "r", "g"};

    private final Backend ops;
    private final Heads heads;
    private final int mixRank;
    private final TokenShift shift;
    private final Tensor mixX;
    private final Tensor[] mix = new Tensor[PARTS.length];
    private final Tensor mixDown; // [hidden, 5 mixRank]
    private final Tensor mixUp; // [5, mixRank, hidden]
    private final Tensor decay; // [width]
    private final Tensor decayDown; // [hidden, decayRank]
    private final Tensor decayUp; // [decayRank, width]
    private final Tensor bonus; // [heads, headDim]
    private final Linear receptance;
    private final Linear key;
    private final Linear value;
    private final Linear gate;
    private final RwkvOutput out;
    private final int slot;

    /** Takes the parameters at w. */
    public Rwkv6Mix(Weights w, int hidden, Heads heads, int mixRank, int decayRank, float groupNormEps) {
        this.ops = w.ops();
        this.heads = heads;
        this.mixRank = mixRank;
        int width = heads.queryWidth();
        shift = new TokenShift(w, hidden);
        mixX = w.floats("time_maa_x", Init.constant(0.5f), hidden);
        for (int i = 0; i < PARTS.length; i++) {
            mix[i] = w.floats("time_maa_" + PARTS[i], Init.constant(0.5f), hidden);
        }
        mixDown = w.floats("time_maa_w1", Init.uniform(-1e-4, 1e-4), hidden, (long) PARTS.length * mixRank);
        mixUp = w.floats("time_maa_w2", Init.uniform(-1e-4, 1e-4), PARTS.length, mixRank, hidden);
        decay = w.floats("time_decay", Rwkv4Mix.spread(-6, -1), width);
        decayDown = w.floats("time_decay_w1", Init.uniform(-1e-4, 1e-4), hidden, decayRank);
        decayUp = w.floats("time_decay_w2", Init.uniform(-1e-4, 1e-4), decayRank, width);
        bonus = w.floats("time_faaaa", Init.uniform(-0.1, 0.5), heads.queries(), heads.dim());
        receptance = new Linear(w.at("receptance"), hidden, width, false);
        key = new Linear(w.at("key"), hidden, width, false);
        value = new Linear(w.at("value"), hidden, width, false);
        gate = new Linear(w.at("gate"), hidden, width, false);
        out = new RwkvOutput(w, hidden, heads, groupNormEps);
        slot = w.slot(new StateSpec.Recurrent(Shape.of(heads.queries(), heads.dim(), heads.dim())));
    }

    @Override
    public Tensor forward(Tensor x, Step step) {
        Tensor past = shift.apply(x, step); // [rows, hidden]
        Tensor low = ops.activate(Activation.TANH, ops.matmul(ops.lerp(x, past, mixX), mixDown)); // [rows, 5 rank]
        Tensor w = ops.add(
                ops.matmul(ops.activate(Activation.TANH, ops.matmul(mixed(0, x, past, low), decayDown)), decayUp),
                decay); // [rows, width]
        Tensor k = key.apply(mixed(1, x, past, low));
        Tensor v = value.apply(mixed(2, x, past, low));
        Tensor r = receptance.apply(mixed(3, x, past, low));
        Tensor g = gate.apply(mixed(4, x, past, low));
        Tensor y = ops.wkv6(
                perHead(r),
                perHead(k),
                perHead(v),
                perHead(Rwkv5Mix.decay(ops, w)),
                bonus,
                step.segments(),
                step.recurrences(slot));
        return out.apply(y, Activation.SILU, g);
    }

    /** The mixture of a token and the one before that part i sees; its shares depend on the tokens. */
    private Tensor mixed(int i, Tensor x, Tensor past, Tensor low) {
        Tensor up = mixUp.rows(i, i + 1).reshape(mixRank, mixUp.dim(2));
        Tensor share = ops.add(ops.matmul(ops.columns(low, i * mixRank, (i + 1) * mixRank), up), mix[i]);
        return ops.lerp(x, past, share); // [rows, hidden]
    }

    private Tensor perHead(Tensor x) {
        return x.reshape(x.dim(0), heads.queries(), heads.dim());
    }
}
