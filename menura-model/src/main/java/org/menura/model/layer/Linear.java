package org.menura.model.layer;

import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.menura.model.ForwardBatch;
import org.menura.model.weights.Init;
import org.menura.model.weights.LowRank;
import org.menura.model.weights.Weights;
import org.menura.tensor.Backend;
import org.menura.tensor.Tensor;

/** {@code x · Wᵀ + b}, with a low-rank update where an adapter has one. */
public final class Linear implements Layer {
    /** Config field that says that low-rank pairs are stored as [out, in], as in GGUF files, not as [in, out]. */
    public static final String LOW_RANK_OUT_FIRST = "low_rank_out_first";

    private static final Supplier<List<LowRank>> NO_UPDATES = List::of;

    private final Backend ops;
    private final Tensor weight; // [out, in], or [in, out]
    private final boolean inFirst;
    private final @Nullable Tensor bias; // [out]
    private final LowRankUpdates updates;

    /** Takes {@code weight} [out, in] and, if asked, {@code bias} [out] at w. */
    public Linear(Weights w, int in, int out, boolean bias) {
        this(w, w.matrix("weight", out, in), bias ? w.zeros("bias", out) : null);
    }

    /** Creates a layer over given parameters at w, weight [out, in] and bias [out]. */
    public Linear(Weights w, Tensor weight, @Nullable Tensor bias) {
        this(w.ops(), weight, false, bias, w.updates(weight, false));
    }

    /** Creates a layer over given parameters that no adapter changes. */
    public Linear(Backend ops, Tensor weight, @Nullable Tensor bias) {
        this(ops, weight, false, bias, NO_UPDATES);
    }

    private Linear(
            Backend ops, Tensor weight, boolean inFirst, @Nullable Tensor bias, Supplier<List<LowRank>> updates) {
        this.ops = ops;
        this.weight = weight;
        this.inFirst = inFirst;
        this.bias = bias;
        this.updates = new LowRankUpdates(ops, weight, inFirst, updates);
    }

    /** Takes {@code weight} stored as [in, out], GPT-2's way, and {@code bias} [out] at w. */
    public static Linear inFirst(Weights w, int in, int out) {
        Tensor weight = w.matrix("weight", in, out).toHeap();
        return new Linear(w.ops(), weight, true, w.zeros("bias", out), w.updates(weight, true));
    }

    /**
     * Creates a layer without bias over the parameter {@code name}.
     *
     * @param outFirst whether it is stored as [out, in] rather than [in, out]
     */
    public static Linear bare(Weights w, String name, int in, int out, boolean outFirst, Init init) {
        return bare(w.ops(), outFirst ? w.matrix(name, out, in, init) : w.floats(name, init, in, out), outFirst);
    }

    /** Creates a layer without bias over a given parameter, [out, in] or [in, out]. */
    static Linear bare(Backend ops, Tensor weight, boolean outFirst) {
        return new Linear(ops, weight, !outFirst, null, NO_UPDATES);
    }

    /** Applies the layer: [rows, in] → [rows, out]. */
    public Tensor apply(Tensor x) {
        if (updates.any()) {
            return updates.apply(x, bias);
        }
        if (!inFirst) {
            return ops.linear(x, weight, bias);
        }
        Tensor y = ops.matmul(x, weight);
        return bias == null ? y : ops.add(y, bias);
    }

    /** Applies layers that do not wait for each other: what {@link #apply} returns for each, {@code layers[i]} of {@code xs[i]}. */
    static Tensor[] applyAll(Linear[] layers, Tensor... xs) {
        Backend ops = layers[0].ops;
        Tensor[] weights = new Tensor[layers.length];
        for (int i = 0; i < layers.length; i++) {
            if (layers[i].inFirst || ops.recordsGradients() || layers[i].updates.any()) {
                return singly(layers, xs);
            }
            weights[i] = layers[i].weight;
        }
        Tensor[] out = ops.linears(xs, weights);
        for (int i = 0; i < out.length; i++) {
            Tensor bias = layers[i].bias;
            if (bias != null) {
                out[i] = ops.add(out[i], bias);
            }
        }
        return out;
    }

    private static Tensor[] singly(Linear[] layers, Tensor[] xs) {
        Tensor[] out = new Tensor[xs.length];
        for (int i = 0; i < layers.length; i++) {
            out[i] = layers[i].apply(xs[i]);
        }
        return out;
    }

    @Override
    public Tensor forward(Tensor x, ForwardBatch step) {
        return apply(x);
    }
}
