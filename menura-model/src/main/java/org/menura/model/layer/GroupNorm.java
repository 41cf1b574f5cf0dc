package org.menura.model.layer;

import org.menura.model.weights.Weights;
import org.menura.tensor.Backend;
import org.menura.tensor.Tensor;

/** Group normalisation over the space of a picture (arXiv 1803.08494). */
public final class GroupNorm {
    private final Backend ops;
    private final int groups;
    private final Tensor weight;
    private final Tensor bias;
    private final float eps;

    /** Takes {@code weight} and {@code bias} [channels] at w. */
    public GroupNorm(Weights w, int channels, int groups, float eps) {
        this.ops = w.ops();
        this.groups = groups;
        this.weight = w.ones("weight", channels);
        this.bias = w.zeros("bias", channels);
        this.eps = eps;
    }

    /** Normalises each group of channels of each picture. */
    public FeatureMap apply(FeatureMap x) {
        return x.with(ops.groupNorm(x.rows(), x.grid().segments(), groups, weight, bias, eps));
    }
}
