package org.menura.model.layer;

import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.menura.model.weights.LowRank;
import org.menura.tensor.Backend;
import org.menura.tensor.Tensor;

/** The low-rank updates of one linear layer, as many as are in force. */
final class LowRankUpdates {
    private final Backend ops;
    private final Tensor weight; // [out, in], or [in, out]
    private final boolean inFirst;
    private final Supplier<List<LowRank>> updates;
    private final Map<LowRank, Tensor> lengths = new IdentityHashMap<>();

    LowRankUpdates(Backend ops, Tensor weight, boolean inFirst, Supplier<List<LowRank>> updates) {
        this.ops = ops;
        this.weight = weight;
        this.inFirst = inFirst;
        this.updates = updates;
    }

    /**
     * The output with all updates.
     *
     * @param x [rows, in]
     * @param product {@code x · Wᵀ} without bias, [rows, out]
     */
    Tensor apply(Tensor x, Tensor product) {
        Tensor y = product;
        for (LowRank u : updates.get()) {
            Tensor low = ops.linear(ops.linear(x, u.a(), null), u.b(), null); // [rows, out]
            low = ops.affine(low, u.scale(), 0);
            if (u.magnitude() == null) {
                y = ops.add(y, low);
            } else {
                Tensor factors = ops.mul(u.magnitude(), inverseLengths(u)); // [out]
                y = ops.add(y, ops.sub(ops.mul(ops.add(product, low), factors), product));
            }
        }
        return y;
    }

    boolean any() {
        return !updates.get().isEmpty();
    }

    /** One over the lengths of the rows of W + scale · b · a; constants to the gradient (arXiv 2402.09353, section 4.3). */
    private Tensor inverseLengths(LowRank u) {
        return ops.recordsGradients()
                ? RowLengths.inverse(weight, inFirst, u)
                : lengths.computeIfAbsent(u, k -> RowLengths.inverse(weight, inFirst, k));
    }
}
