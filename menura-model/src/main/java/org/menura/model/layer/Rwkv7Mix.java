package org.menura.model.layer;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.menura.model.ForwardBatch;
import org.menura.model.StateSpec;
import org.menura.model.weights.Init;
import org.menura.model.weights.Weights;
import org.menura.tensor.Activation;
import org.menura.tensor.Backend;
import org.menura.tensor.Shape;
import org.menura.tensor.Tensor;

/** The time mix of RWKV-7, "Goose" (arXiv 2503.14456, section 4): a state that unlearns what it replaces. */
public final class Rwkv7Mix implements Layer {
    /**
     * Inner widths of the low-rank parts: decay, in-context learning rate, value residual, gate.
     *
     * @param outFirst whether their matrices are stored as [out, in] rather than [in, out]
     */
    public record Ranks(int decay, int rate, int value, int gate, boolean outFirst) {}

    private static final float NORM_EPS = 1e-12f;
    /** {@code -exp(-0.5)}: decays stay above {@code exp(-exp(-0.5))}. */
    private static final float DECAY_SCALE = (float) -Math.exp(-0.5);

    private final Backend ops;
    private final Heads heads;
    private final boolean first;
    private final Object firstValue;
    private final TokenShift shift;
    private final Tensor mixR;
    private final Tensor mixW;
    private final Tensor mixK;
    private final Tensor mixV;
    private final Tensor mixA;
    private final Tensor mixG;
    private final LowRankPair decay;
    private final LowRankPair rate;
    private final @Nullable LowRankPair valueResidual;
    private final Tensor keyK; // [width]
    private final Tensor keyA; // [width]
    private final Tensor bonus; // [heads * headDim]
    private final RwkvOutput out;
    private final Linear[] downs; // what the current and the previous token's row are multiplied by
    private final Linear[] ups; // from the ranks to the width
    private final int slot;

    /** {@code bias + up(f(down(x)))}. */
    private record LowRankPair(Tensor bias, Linear down, Linear up) {
        static LowRankPair of(Weights w, String name, int hidden, int rank, int width, boolean outFirst, Init bias) {
            return new LowRankPair(
                    w.floats(name + "0", bias, width),
                    Linear.bare(w, name + "1", hidden, rank, outFirst, Init.zeros()),
                    Linear.bare(w, name + "2", rank, width, outFirst, Init.uniform(-0.1, 0.1)));
        }
    }

    /**
     * Takes the parameters at w.
     *
     * @param layer index of the block: the first one's values are mixed into those of the others
     * @param firstValue what all blocks of a model share to find the first one's values in a step
     */
    public Rwkv7Mix(Weights w, int hidden, Heads heads, Ranks ranks, float groupNormEps, int layer, Object firstValue) {
        this.ops = w.ops();
        this.heads = heads;
        this.first = layer == 0;
        this.firstValue = firstValue;
        int width = heads.queryWidth();
        shift = new TokenShift(w, hidden);
        mixR = w.floats("x_r", Init.constant(0.5f), hidden);
        mixW = w.floats("x_w", Init.constant(0.5f), hidden);
        mixK = w.floats("x_k", Init.constant(0.5f), hidden);
        mixV = w.floats("x_v", Init.constant(0.5f), hidden);
        mixA = w.floats("x_a", Init.constant(0.5f), hidden);
        mixG = w.floats("x_g", Init.constant(0.5f), hidden);
        decay = LowRankPair.of(w, "w", hidden, ranks.decay, width, ranks.outFirst, Rwkv4Mix.spread(-6.5f, -1.5f));
        rate = LowRankPair.of(w, "a", hidden, ranks.rate, width, ranks.outFirst, Init.zeros());
        if (first) {
            valueResidual = null;
            w.skip("v0");
            w.skip("v1");
            w.skip("v2");
        } else {
            valueResidual = LowRankPair.of(w, "v", hidden, ranks.value, width, ranks.outFirst, Init.ones());
        }
        Linear gateDown = Linear.bare(w, "g1", hidden, ranks.gate, ranks.outFirst, Init.zeros());
        Linear gateUp = Linear.bare(w, "g2", ranks.gate, width, ranks.outFirst, Init.uniform(-0.1, 0.1));
        keyK = w.floats("k_k", Init.constant(0.85f), width);
        keyA = w.ones("k_a", width);
        bonus = w.floats("r_k", Init.zeros(), heads.queries(), heads.dim()).reshape(width);
        Linear receptance = new Linear(w.at("receptance"), hidden, width, false);
        Linear key = new Linear(w.at("key"), hidden, width, false);
        Linear value = new Linear(w.at("value"), hidden, width, false);
        List<Linear> from = new ArrayList<>(List.of(receptance, key, value, rate.down, gateDown, decay.down));
        List<Linear> to = new ArrayList<>(List.of(rate.up, gateUp, decay.up));
        if (valueResidual != null) {
            from.add(valueResidual.down);
            to.add(valueResidual.up);
        }
        downs = from.toArray(Linear[]::new);
        ups = to.toArray(Linear[]::new);
        out = new RwkvOutput(w, hidden, heads, groupNormEps);
        slot = w.slot(new StateSpec.Recurrent(Shape.of(heads.queries(), heads.dim(), heads.dim())));
    }

    @Override
    public Tensor forward(Tensor x, ForwardBatch step) {
        int rows = x.dim(0);
        Tensor past = shift.apply(x, step); // [rows, hidden]
        Tensor xr = ops.lerp(x, past, mixR); // [rows, hidden]; xk and so on alike
        Tensor xk = ops.lerp(x, past, mixK);
        Tensor xv = ops.lerp(x, past, mixV);
        Tensor xa = ops.lerp(x, past, mixA);
        Tensor xg = ops.lerp(x, past, mixG);
        Tensor xw = ops.lerp(x, past, mixW);
        Tensor[] down = first
                ? Linear.applyAll(downs, xr, xk, xv, xa, xg, xw)
                : Linear.applyAll(downs, xr, xk, xv, xa, xg, xw, xv);
        Tensor r = down[0]; // [rows, width]; k, v alike
        Tensor k = down[1];
        Tensor g0 = sigmoid(down[4]); // [rows, rank of the gate]
        Tensor w0 = ops.activate(Activation.TANH, down[5]);
        Tensor[] up =
                first ? Linear.applyAll(ups, down[3], g0, w0) : Linear.applyAll(ups, down[3], g0, w0, down[6]);
        Tensor v = value(down[2], up, step);
        Tensor a = sigmoid(ops.add(up[0], rate.bias));
        Tensor g = up[1];
        Tensor w = ops.activate(Activation.EXP, ops.affine(sigmoid(ops.add(up[2], decay.bias)), DECAY_SCALE, 0));
        Tensor removal = ops.l2Normalize(perHead(ops.mul(k, keyK)), NORM_EPS); // [rows, heads, headDim]
        k = ops.add(k, ops.mul(ops.mul(k, ops.affine(a, 1, -1)), keyA)); // k (1 + (a - 1) k_a)
        Tensor y = ops.wkv7(
                perHead(r),
                perHead(w),
                perHead(k),
                perHead(v),
                ops.affine(removal, -1, 0),
                ops.mul(removal, perHead(a)),
                step.segments(),
                step.recurrences(slot));
        Tensor now = ops.mul(ops.mul(r, k), bonus).reshape((long) rows * heads.queries(), heads.dim());
        Tensor weight = ops.sumGroups(now.reshape(now.elements(), 1), heads.dim()); // [rows · heads, 1]
        Tensor direct = ops.scaleRows(v.reshape((long) rows * heads.queries(), heads.dim()), weight);
        Tensor mixed = ops.add(out.normalize(y), direct.reshape(rows, heads.queryWidth()));
        return out.project(ops.mul(mixed, g));
    }

    /** Values; all blocks but the first lean towards the first one's. */
    private Tensor value(Tensor v, Tensor[] up, ForwardBatch step) {
        Tensor firstOne = step.shared(firstValue, () -> v);
        if (valueResidual == null) {
            return v;
        }
        return ops.lerp(v, firstOne, sigmoid(ops.add(up[3], valueResidual.bias)));
    }

    private Tensor sigmoid(Tensor x) {
        return ops.activate(Activation.SIGMOID, x);
    }

    private Tensor perHead(Tensor x) {
        return x.reshape(x.dim(0), heads.queries(), heads.dim());
    }
}
