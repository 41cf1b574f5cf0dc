package org.menura.model.layer;

import java.util.ArrayList;
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
    static List<Tensor> applyAll(List<Linear> layers, List<Tensor> xs) {
        Backend ops = layers.getFirst().ops;
        List<Tensor> weights = new ArrayList<>(layers.size());
        for (Linear layer : layers) {
            if (layer.inFirst || ops.recordsGradients() || layer.updates.any()) {
                return singly(layers, xs);
            }
            weights.add(layer.weight);
        }
        List<Tensor> out = ops.linears(xs, weights);
        for (int i = 0; i < out.size(); i++) {
            Tensor bias = layers.get(i).bias;
            if (bias != null) {
                out.set(i, ops.add(out.get(i), bias));
            }
        }
        return out;
    }

    private static List<Tensor> singly(List<Linear> layers, List<Tensor> xs) {
        List<Tensor> out = new ArrayList<>(layers.size());
        for (int i = 0; i < layers.size(); i++) {
            out.add(layers.get(i).apply(xs.get(i)));
        }
        return out;
    }

    @Override
    public Tensor forward(Tensor x, ForwardBatch step) {
        return apply(x);
    }
}
