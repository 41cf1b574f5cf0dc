package org.menura.model.weights;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.menura.format.FormatException;
import org.menura.tensor.Shape;
import org.menura.tensor.Tensor;

/**
 * A low-rank update of a linear layer (LoRA, arXiv 2106.09685): {@code share · scale · (x · aᵀ) · bᵀ} is added to the
 * output.
 *
 * @param a [rank, in]
 * @param b [out, rank]
 * @param scale alpha / rank, or alpha / sqrt(rank) (rsLoRA, arXiv 2312.03732)
 * @param magnitude what the rows of the updated weight are as long as, [out] (DoRA, arXiv 2402.09353, equation 5); null
 *     for plain LoRA
 * @param dropout of the input while this learns; null for none
 * @param share how much of the change is made, 1 for all of it. Of DoRA it is the whole change that is multiplied, that
 *     of the rows' lengths included, so that shares of several updates add up whatever their kind
 */
public record LowRank(
        Tensor a,
        Tensor b,
        float scale,
        @Nullable Tensor magnitude,
        @Nullable InputDropout dropout,
        float share) {
    /** Creates a whole update. */
    public LowRank(Tensor a, Tensor b, float scale, @Nullable Tensor magnitude) {
        this(a, b, scale, magnitude, null, 1);
    }

    /** Creates a whole update of plain LoRA. */
    public LowRank(Tensor a, Tensor b, float scale) {
        this(a, b, scale, null);
    }

    /** Returns a copy with another share of the update. */
    public LowRank withShare(float newShare) {
        return new LowRank(a, b, scale, magnitude, dropout, newShare);
    }

    /** Returns a copy that drops some of its input while it learns. */
    public LowRank withDropout(@Nullable InputDropout newDropout) {
        return new LowRank(a, b, scale, magnitude, newDropout, share);
    }

    /**
     * Checks that the update is one of a weight of some shape.
     *
     * @param path of the layer, for the message
     * @throws FormatException if it is not
     */
    public void requireFit(String path, Shape weight, boolean inFirst) {
        long in = a.shape().size(1);
        long outs = b.shape().size(0);
        if (!weight.equals(inFirst ? Shape.of(in, outs) : Shape.of(outs, in))) {
            throw new FormatException("an update of shape [%d, %d] does not fit the weight of %s, which has shape %s"
                    .formatted(outs, in, path, weight));
        }
    }

    /** Returns the weight with this update merged into it; see {@link #merge(Tensor, boolean, List)}. */
    public Tensor merge(Tensor w, boolean inFirst) {
        return merge(w, inFirst, List.of(this));
    }

    /**
     * Returns the weight with all updates merged into it: {@code W + Σ share · scale · B · A}; of DoRA with rows of the
     * lengths that its magnitudes say. Each update is one of W as it comes, so their order does not matter.
     *
     * @param w [out, in] of any type, or [in, out]
     * @param inFirst whether it is the latter
     * @return floats in an array of their own
     * @throws FormatException if the shapes don't fit
     */
    public static Tensor merge(Tensor w, boolean inFirst, List<LowRank> updates) {
        for (LowRank u : updates) {
            u.requireFit("the layer", w.shape(), inFirst);
        }
        float[] all = w.toFloats();
        int outs = w.dim(inFirst ? 1 : 0);
        int in = w.dim(inFirst ? 0 : 1);
        int next = inFirst ? outs : 1; // from one input to the next
        List<Change> changes = updates.stream().map(Change::of).toList();
        double[] sums = new double[in];
        for (int o = 0; o < outs; o++) {
            int start = inFirst ? o : o * in;
            for (int i = 0; i < in; i++) {
                sums[i] = all[start + i * next];
            }
            for (Change change : changes) {
                change.addTo(sums, all, start, next, o);
            }
            for (int i = 0; i < in; i++) {
                all[start + i * next] = (float) sums[i];
            }
        }
        return Tensor.of(all, w.shape().toArray());
    }

    /** An update with its numbers at hand. */
    private record Change(float[] a, float[] b, int rank, double scale, double share, float @Nullable [] magnitude) {
        static Change of(LowRank u) {
            Tensor m = u.magnitude;
            return new Change(
                    u.a.toFloats(), u.b.toFloats(), u.a.dim(0), u.scale, u.share, m == null ? null : m.toFloats());
        }

        /** Adds what is to be added to row o of the weight w, whose inputs lie at start, start + next, … */
        void addTo(double[] sums, float[] w, int start, int next, int o) {
            int in = sums.length;
            double[] low = new double[in];
            for (int r = 0; r < rank; r++) {
                double factor = scale * b[o * rank + r];
                for (int i = 0; i < in; i++) {
                    low[i] += factor * a[r * in + i];
                }
            }
            double factor = 1;
            if (magnitude != null) {
                double squares = 0;
                for (int i = 0; i < in; i++) {
                    double updated = w[start + i * next] + low[i];
                    squares += updated * updated;
                }
                factor = magnitude[o] / Math.sqrt(squares);
            }
            for (int i = 0; i < in; i++) {
                double before = w[start + i * next];
                sums[i] += share * (factor * low[i] + (factor - 1) * before);
            }
        }
    }
}
