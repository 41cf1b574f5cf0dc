package org.menura.model.layer;

import org.jspecify.annotations.Nullable;
import org.menura.model.Step;
import org.menura.model.weights.Init;
import org.menura.model.weights.LowRank;
import org.menura.model.weights.Weights;
import org.menura.tensor.Backend;
import org.menura.tensor.Tensor;

/** {@code x · Wᵀ + b}, with a low-rank update where an adapter has one. */
public final class Linear implements Layer {
    /** Config field that says that low-rank pairs are stored as [out, in], as in GGUF files, not as [in, out]. */
    public static final String LOW_RANK_OUT_FIRST = "low_rank_out_first";

    private final Backend ops;
    private final Tensor weight; // [out, in], or [in, out]
    private final boolean inFirst;
    private final @Nullable Tensor bias; // [out]
    private final @Nullable LowRank adapter;

    /** Takes {@code weight} [out, in] and, if asked, {@code bias} [out] at w. */
    public Linear(Weights w, int in, int out, boolean bias) {
        this(w.ops(), w.matrix("weight", out, in), bias ? w.zeros("bias", out) : null, w.adapter());
    }

    /** A layer over given parameters. */
    public Linear(Backend ops, Tensor weight, @Nullable Tensor bias, @Nullable LowRank adapter) {
        this(ops, weight, false, bias, adapter);
    }

    private Linear(Backend ops, Tensor weight, boolean inFirst, @Nullable Tensor bias, @Nullable LowRank adapter) {
        this.ops = ops;
        this.weight = weight;
        this.inFirst = inFirst;
        this.bias = bias;
        this.adapter = adapter;
    }

    /** Takes {@code weight} stored as [in, out], GPT-2's way, and {@code bias} [out] at w. */
    public static Linear inFirst(Weights w, int in, int out) {
        return new Linear(w.ops(), w.matrix("weight", in, out).toHeap(), true, w.zeros("bias", out), w.adapter());
    }

    /**
     * A layer without bias over the parameter {@code name}.
     *
     * @param outFirst whether it is stored as [out, in] rather than [in, out]
     */
    public static Linear bare(Weights w, String name, int in, int out, boolean outFirst, Init init) {
        return bare(w.ops(), outFirst ? w.matrix(name, out, in, init) : w.floats(name, init, in, out), outFirst);
    }

    /** A layer without bias over a given parameter, [out, in] or [in, out]. */
    static Linear bare(Backend ops, Tensor weight, boolean outFirst) {
        return new Linear(ops, weight, !outFirst, null, null);
    }

    /** [rows, in] → [rows, out]. */
    public Tensor apply(Tensor x) {
        Tensor y = inFirst ? biased(ops.matmul(x, weight)) : ops.linear(x, weight, bias);
        if (adapter == null) {
            return y;
        }
        Tensor low = ops.linear(x, adapter.a(), null); // [rows, rank]
        return ops.add(y, ops.affine(ops.linear(low, adapter.b(), null), adapter.scale(), 0));
    }

    private Tensor biased(Tensor y) {
        return bias == null ? y : ops.add(y, bias);
    }

    @Override
    public Tensor forward(Tensor x, Step step) {
        return apply(x);
    }
}
