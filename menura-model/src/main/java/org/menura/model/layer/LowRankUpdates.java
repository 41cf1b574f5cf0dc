package org.menura.model.layer;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.WeakHashMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.menura.model.adapter.AdapterRows;
import org.menura.model.weights.LinearWeight;
import org.menura.model.weights.LowRank;
import org.menura.tensor.Backend;
import org.menura.tensor.Tensor;

/** The low-rank updates of one linear layer, as many as are in force. */
final class LowRankUpdates {
    private final Backend ops;
    private final LinearWeight weight;
    private final Supplier<List<LowRank>> updates;
    /** Kept as long as somebody holds the update, so that unloaded adapters leave nothing behind. */
    private final Map<LowRank, Tensor> lengths = Collections.synchronizedMap(new WeakHashMap<>());

    LowRankUpdates(Backend ops, LinearWeight weight, Supplier<List<LowRank>> updates) {
        this.ops = ops;
        this.weight = weight;
        this.updates = updates;
    }

    /**
     * The output with all updates, of which each is one of the base weight.
     *
     * @param x [rows, in]
     * @param bias [out], or null
     */
    Tensor apply(Tensor x, @Nullable Tensor bias) {
        AdapterRows now = AdapterRows.now();
        List<LowRank> all = now.isMixed() ? List.of() : updates.get();
        boolean plain = !weight.inFirst() && weight.factor() == 1;
        if (plain && all.size() == 1 && isPlain(all.getFirst())) {
            LowRank u = all.getFirst();
            return ops.adaptedLinear(x, weight.matrix(), bias, u.a(), u.b(), u.scale() * u.share());
        }
        Tensor product = weight.product(ops, x);
        Tensor y = now.isMixed() ? mixed(now, x, product) : apply(all, x, product);
        return bias == null ? y : ops.add(y, bias);
    }

    private static boolean isPlain(LowRank u) {
        return u.magnitude() == null && u.dropout() == null;
    }

    private Tensor mixed(AdapterRows now, Tensor x, Tensor product) {
        List<Tensor> parts = new ArrayList<>();
        List<int[]> targets = new ArrayList<>();
        for (AdapterRows.Group group : now.groups(x.dim(0))) {
            int[] rows = group.rows();
            List<LowRank> own = group.within(updates);
            Tensor y = ops.gatherRows(product, rows);
            parts.add(own.isEmpty() ? y : apply(own, ops.gatherRows(x, rows), y));
            targets.add(rows);
        }
        return ops.scatterRows(x.dim(0), parts, targets);
    }

    private Tensor apply(List<LowRank> all, Tensor x, Tensor product) {
        Tensor y = product;
        for (LowRank u : all) {
            Tensor in = u.dropout() == null ? x : u.dropout().apply(ops, x);
            if (u.magnitude() == null) {
                y = ops.addLowRank(y, in, u.a(), u.b(), u.scale() * u.share());
            } else {
                Tensor own = in == x ? product : weight.product(ops, in); // PEFT drops what magnitudes change, too
                Tensor low = ops.linear(ops.linear(in, u.a(), null), u.b(), null); // [rows, out]
                low = ops.affine(low, u.scale(), 0);
                Tensor factors = ops.mul(u.magnitude(), inverseLengths(u)); // [out]
                Tensor change = ops.sub(ops.mul(ops.add(own, low), factors), own);
                y = ops.add(y, u.share() == 1 ? change : ops.affine(change, u.share(), 0));
            }
        }
        return y;
    }

    boolean any() {
        AdapterRows now = AdapterRows.now();
        return now.isMixed() ? now.any(updates) : !updates.get().isEmpty();
    }

    /** One over the lengths of the rows of W + scale · b · a; constants to the gradient (arXiv 2402.09353, section 4.3). */
    private Tensor inverseLengths(LowRank u) {
        return ops.recordsGradients()
                ? RowLengths.inverse(weight, u)
                : lengths.computeIfAbsent(u, k -> RowLengths.inverse(weight, k));
    }
}
