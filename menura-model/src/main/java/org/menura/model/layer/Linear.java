package org.menura.model.layer;

import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.menura.model.ForwardBatch;
import org.menura.model.weights.Init;
import org.menura.model.weights.LinearWeight;
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
    private final LinearWeight weight;
    private final @Nullable Tensor bias; // [out]
    private final LowRankUpdates updates;

    /** Takes {@code weight} [out, in] and, if asked, {@code bias} [out] at w. */
    public Linear(Weights w, int in, int out, boolean bias) {
        this(w, w.matrix("weight", out, in), bias ? w.zeros("bias", out) : null);
    }

    /** Creates a layer over given parameters at w, weight [out, in] and bias [out]. */
    public Linear(Weights w, Tensor weight, @Nullable Tensor bias) {
        this(w, new LinearWeight(weight, false, w.factor("weight")), bias);
    }

    /** Creates a layer over given parameters that no adapter changes. */
    public Linear(Backend ops, Tensor weight, @Nullable Tensor bias) {
        this(ops, new LinearWeight(weight, false), bias, NO_UPDATES);
    }

    private Linear(Weights w, LinearWeight weight, @Nullable Tensor bias) {
        this(w.ops(), weight, bias, w.updates(weight));
    }

    private Linear(Backend ops, LinearWeight weight, @Nullable Tensor bias, Supplier<List<LowRank>> updates) {
        this.ops = ops;
        this.weight = weight;
        this.bias = bias;
        this.updates = new LowRankUpdates(ops, weight, updates);
    }

    /** Takes {@code weight} stored as [in, out], GPT-2's way, and {@code bias} [out] at w. */
    public static Linear inFirst(Weights w, int in, int out) {
        Tensor weight = w.matrix("weight", in, out).toHeap();
        return new Linear(w, new LinearWeight(weight, true, w.factor("weight")), w.zeros("bias", out));
    }

    /**
     * Creates a layer without bias over the parameter {@code name}.
     *
     * @param outFirst whether it is stored as [out, in] rather than [in, out]
     */
    public static Linear bare(Weights w, String name, int in, int out, boolean outFirst, Init init) {
        Tensor weight = outFirst ? w.matrix(name, out, in, init) : w.floats(name, init, in, out);
        return new Linear(w.ops(), new LinearWeight(weight, !outFirst, w.factor(name)), null, NO_UPDATES);
    }

    /** Creates a layer without bias over a given parameter, [out, in] or [in, out]. */
    static Linear bare(Backend ops, Tensor weight, boolean outFirst) {
        return new Linear(ops, new LinearWeight(weight, !outFirst), null, NO_UPDATES);
    }

    /** Applies the layer: [rows, in] → [rows, out]. */
    public Tensor apply(Tensor x) {
        if (updates.any()) {
            return updates.apply(x, bias);
        }
        if (isPlain()) {
            return ops.linear(x, weight.matrix(), bias);
        }
        Tensor y = weight.product(ops, x);
        return bias == null ? y : ops.add(y, bias);
    }

    private boolean isPlain() {
        return !weight.inFirst() && weight.factor() == 1;
    }

    /** Applies layers that do not wait for each other: what {@link #apply} returns for each, {@code layers[i]} of {@code xs[i]}. */
    static Tensor[] applyAll(Linear[] layers, Tensor... xs) {
        Backend ops = layers[0].ops;
        Tensor[] weights = new Tensor[layers.length];
        for (int i = 0; i < layers.length; i++) {
            if (layers[i].weight.inFirst() || ops.recordsGradients() || layers[i].updates.any()) {
                return singly(layers, xs);
            }
            weights[i] = layers[i].weight.matrix();
        }
        Tensor[] out = ops.linears(xs, weights);
        for (int i = 0; i < out.length; i++) {
            out[i] = layers[i].weight.scaled(ops, out[i]);
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
