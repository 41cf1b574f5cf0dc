package org.menura.model.layer;

import org.jspecify.annotations.Nullable;
import org.menura.model.weights.Weights;
import org.menura.tensor.Backend;
import org.menura.tensor.Tensor;

/** Layer normalisation (arXiv 1607.06450). */
public final class LayerNorm implements Norm {
    private final Backend ops;
    private final @Nullable Tensor weight;
    private final @Nullable Tensor bias;
    private final float eps;

    private LayerNorm(Backend ops, @Nullable Tensor weight, @Nullable Tensor bias, float eps) {
        this.ops = ops;
        this.weight = weight;
        this.bias = bias;
        this.eps = eps;
    }

    /** Takes {@code weight} and {@code bias} [width] at w. */
    public LayerNorm(Weights w, int width, float eps) {
        this(w, width, eps, true);
    }

    /** Takes {@code weight} and, if asked, {@code bias} [width] at w. */
    public LayerNorm(Weights w, int width, float eps, boolean bias) {
        this(w.ops(), w.ones("weight", width), bias ? w.zeros("bias", width) : null, eps);
    }

    /** Returns a norm without parameters. */
    public static LayerNorm plain(Backend ops, float eps) {
        return new LayerNorm(ops, null, null, eps);
    }

    @Override
    public Tensor apply(Tensor x) {
        return ops.layerNorm(x, weight, bias, eps);
    }
}
