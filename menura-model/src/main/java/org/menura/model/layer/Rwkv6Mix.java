package org.menura.model.layer;

import java.util.List;
import java.util.stream.IntStream;
import org.menura.model.ForwardBatch;
import org.menura.model.StateSpec;
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
    private final Linear mixDown; // hidden → 5 mixRank
    private final List<Linear> mixUp; // each mixRank → hidden
    private final Tensor decay; // [width]
    private final Linear decayDown; // hidden → decayRank
    private final Linear decayUp; // decayRank → width
    private final Tensor bonus; // [heads, headDim]
    private final Linear receptance;
    private final Linear key;
    private final Linear value;
    private final Linear gate;
    private final RwkvOutput out;
    private final int slot;

    /**
     * Inner widths of the low-rank parts.
     *
     * @param outFirst whether their matrices are stored as [out, in] rather than [in, out]
     */
    public record Ranks(int mix, int decay, boolean outFirst) {}

    /** Takes the parameters at w. */
    public Rwkv6Mix(Weights w, int hidden, Heads heads, Ranks ranks, float groupNormEps) {
        this.ops = w.ops();
        this.heads = heads;
        this.mixRank = ranks.mix;
        int width = heads.queryWidth();
        shift = new TokenShift(w, hidden);
        mixX = w.floats("time_maa_x", Init.constant(0.5f), hidden);
        for (int i = 0; i < PARTS.length; i++) {
            mix[i] = w.floats("time_maa_" + PARTS[i], Init.constant(0.5f), hidden);
        }
        Init small = Init.uniform(-1e-4, 1e-4);
        mixDown =
                Linear.bare(w, "time_maa_w1", hidden, Math.multiplyExact(PARTS.length, mixRank), ranks.outFirst, small);
        mixUp = mixUp(w, hidden, ranks, small);
        decay = w.floats("time_decay", Rwkv4Mix.spread(-6, -1), width);
        decayDown = Linear.bare(w, "time_decay_w1", hidden, ranks.decay, ranks.outFirst, small);
        decayUp = Linear.bare(w, "time_decay_w2", ranks.decay, width, ranks.outFirst, small);
        bonus = w.floats("time_faaaa", Init.uniform(-0.1, 0.5), heads.queries(), heads.dim());
        receptance = new Linear(w.at("receptance"), hidden, width, false);
        key = new Linear(w.at("key"), hidden, width, false);
        value = new Linear(w.at("value"), hidden, width, false);
        gate = new Linear(w.at("gate"), hidden, width, false);
        out = new RwkvOutput(w, hidden, heads, groupNormEps);
        slot = w.slot(new StateSpec.Recurrent(Shape.of(heads.queries(), heads.dim(), heads.dim())));
    }

    @Override
    public Tensor forward(Tensor x, ForwardBatch step) {
        Tensor past = shift.apply(x, step); // [rows, hidden]
        Tensor low = ops.activate(Activation.TANH, mixDown.apply(ops.lerp(x, past, mixX))); // [rows, 5 rank]
        Tensor w = ops.add(
                decayUp.apply(ops.activate(Activation.TANH, decayDown.apply(mixed(0, x, past, low)))),
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

    /** Five matrices in one parameter: [5, mixRank, hidden], or [5 · hidden, mixRank]. */
    private static List<Linear> mixUp(Weights w, int hidden, Ranks ranks, Init init) {
        int count = PARTS.length;
        String name = "time_maa_w2";
        Tensor all = ranks.outFirst
                ? w.matrix(name, (long) count * hidden, ranks.mix, init)
                : w.floats(name, init, count, ranks.mix, hidden).reshape((long) count * ranks.mix, hidden);
        long rows = ranks.outFirst ? hidden : ranks.mix;
        return IntStream.range(0, count)
                .mapToObj(i -> Linear.bare(w.ops(), all.rows(i * rows, (i + 1) * rows), ranks.outFirst))
                .toList();
    }

    /** The mixture of a token and the one before that part i sees; its shares depend on the tokens. */
    private Tensor mixed(int i, Tensor x, Tensor past, Tensor low) {
        Tensor share = ops.add(mixUp.get(i).apply(ops.columns(low, i * mixRank, (i + 1) * mixRank)), mix[i]);
        return ops.lerp(x, past, share); // [rows, hidden]
    }

    private Tensor perHead(Tensor x) {
        return x.reshape(x.dim(0), heads.queries(), heads.dim());
    }
}
