package org.menura.model.weights;

import org.jspecify.annotations.Nullable;
import org.menura.format.FormatException;
import org.menura.tensor.Tensor;

/**
 * A low-rank update of a linear layer (LoRA, arXiv 2106.09685): {@code scale · (x · aᵀ) · bᵀ} is added to the output.
 *
 * @param a [rank, in]
 * @param b [out, rank]
 * @param scale alpha / rank, or alpha / sqrt(rank) (rsLoRA, arXiv 2312.03732)
 * @param magnitude what the rows of the updated weight are as long as, [out] (DoRA, arXiv 2402.09353, equation 5); null
 *     for plain LoRA
 */
public record LowRank(
        Tensor a, Tensor b, float scale, @Nullable Tensor magnitude) {
    /** A plain update. */
    public LowRank(Tensor a, Tensor b, float scale) {
        this(a, b, scale, null);
    }

    /**
     * The weight with the update in it: {@code W + scale · B · A}, of DoRA with rows of the lengths that its magnitudes
     * say.
     *
     * @param w [out, in] of any type, or [in, out]
     * @param inFirst whether it is the latter
     * @throws FormatException if the shapes don't fit
     */
    public Tensor merge(Tensor w, boolean inFirst) {
        float[] out = w.toFloats();
        float[] low = b.toFloats();
        float[] first = a.toFloats();
        int rank = a.dim(0);
        int in = a.dim(1);
        int outs = b.dim(0);
        if (w.dim(0) != (inFirst ? in : outs) || w.elements() != (long) in * outs) {
            throw new FormatException(
                    "an update of shape [%d, %d] does not fit a weight of shape %s".formatted(outs, in, w.shape()));
        }
        int next = inFirst ? outs : 1; // from one input to the next
        for (int o = 0; o < outs; o++) {
            int start = inFirst ? o : o * in;
            double squares = 0;
            for (int i = 0; i < in; i++) {
                double sum = 0;
                for (int r = 0; r < rank; r++) {
                    sum += low[o * rank + r] * (double) first[r * in + i];
                }
                out[start + i * next] += (float) (scale * sum);
                squares += (double) out[start + i * next] * out[start + i * next];
            }
            if (magnitude != null) {
                float factor = (float) (magnitude.toFloats()[o] / Math.sqrt(squares));
                for (int i = 0; i < in; i++) {
                    out[start + i * next] *= factor;
                }
            }
        }
        return Tensor.of(out, w.shape().toArray());
    }
}
