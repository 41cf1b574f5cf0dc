package org.menura.model.layer;

import org.menura.model.weights.Init;
import org.menura.model.weights.Weights;
import org.menura.tensor.Backend;
import org.menura.tensor.Tensor;

/**
 * Batch normalisation (arXiv 1502.03167) with the statistics that training left behind: {@code (x - mean) /
 * sqrt(variance + eps) · w + bias}.
 */
public final class BatchNorm {
    private static final double EPS = 1e-5;

    private final Backend ops;
    private final Tensor mean; // [n]
    private final Tensor scale; // [n], 1 / sqrt(variance + eps)
    private final Tensor weight; // [n]
    private final Tensor bias; // [n]

    /** Takes {@code running_mean}, {@code running_var}, {@code weight} and {@code bias} [n] at w, as PyTorch names them. */
    public BatchNorm(Weights w, int n) {
        ops = w.ops();
        mean = w.floats("running_mean", Init.zeros(), n);
        float[] variance = w.floats("running_var", Init.ones(), n).toFloats();
        for (int i = 0; i < n; i++) {
            variance[i] = (float) (1 / Math.sqrt(variance[i] + EPS));
        }
        scale = Tensor.of(variance, n);
        weight = w.ones("weight", n);
        bias = w.zeros("bias", n);
        w.skip("num_batches_tracked");
    }

    /** Applies the norm: [rows, n] → [rows, n]. */
    public Tensor apply(Tensor x) {
        Tensor centred = ops.mul(ops.sub(x, mean), scale);
        return ops.add(ops.mul(centred, weight), bias);
    }
}
