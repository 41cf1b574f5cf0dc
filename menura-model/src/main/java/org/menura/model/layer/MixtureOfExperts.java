package org.menura.model.layer;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.menura.model.ForwardBatch;
import org.menura.model.adapter.AdapterRows;
import org.menura.tensor.Backend;
import org.menura.tensor.Tensor;

/**
 * A sparse mixture of experts (arXiv 1701.06538, 2401.04088): a router picks {@code chosen} of the experts for each
 * row, and only those compute, each on all rows that chose it.
 */
public final class MixtureOfExperts implements Layer {
    /** Rows up to which experts compute together: products of so few are worth sharing a hand-over to other threads. */
    private static final int FEW_ROWS = 16;

    private final Backend ops;
    private final Linear router;
    private final List<GatedMlp> experts;
    private final int chosen;
    private final boolean renormalize;
    private final int index;

    /**
     * Creates a mixture of experts.
     *
     * @param renormalize whether the weights of the chosen experts are divided by their sum
     * @param index its index among the model's mixtures, for the observer, which is shown {@code router.INDEX}
     */
    public MixtureOfExperts(
            Backend ops, Linear router, List<GatedMlp> experts, int chosen, boolean renormalize, int index) {
        this.ops = ops;
        this.router = router;
        this.experts = experts;
        this.chosen = chosen;
        this.renormalize = renormalize;
        this.index = index;
    }

    @Override
    public Tensor forward(Tensor x, ForwardBatch step) {
        int rows = x.dim(0);
        Tensor logits = router.apply(x); // [rows, experts]
        step.route(index, logits);
        Tensor probabilities = ops.softmax(logits);
        int[] picks = ops.topK(probabilities, chosen); // [rows * chosen], expert by descending probability
        Tensor weights = weights(probabilities, picks, rows); // [rows, chosen]
        List<GatedMlp> active = new ArrayList<>();
        List<int[]> targets = new ArrayList<>();
        List<Tensor> factors = new ArrayList<>();
        for (int e = 0; e < experts.size(); e++) {
            int[] places = places(picks, e); // indices into picks
            if (places.length > 0) {
                active.add(experts.get(e));
                targets.add(rowsOf(places));
                factors.add(ops.pick(weights, places));
            }
        }
        if (active.isEmpty()) {
            return x;
        }
        boolean together = rows <= FEW_ROWS && !AdapterRows.now().isMixed() && !ops.recordsGradients();
        Tensor[] results = together ? together(x, active, targets) : singly(x, active, targets, step);
        List<Tensor> parts = new ArrayList<>(results.length);
        for (int i = 0; i < results.length; i++) {
            parts.add(ops.scaleRows(results[i], factors.get(i)));
        }
        return ops.scatterRows(rows, parts, targets);
    }

    /** What each expert makes of its rows, all at once. */
    private Tensor[] together(Tensor x, List<GatedMlp> active, List<int[]> rowsOfExperts) {
        int rows = x.dim(0);
        Tensor[] xs = new Tensor[active.size()];
        for (int i = 0; i < xs.length; i++) {
            xs[i] = rows == 1 ? x : ops.gatherRows(x, rowsOfExperts.get(i));
        }
        return GatedMlp.applyAll(active.toArray(GatedMlp[]::new), xs);
    }

    /** What each expert makes of its rows, one after the other. */
    private Tensor[] singly(Tensor x, List<GatedMlp> active, List<int[]> rowsOfExperts, ForwardBatch step) {
        Tensor[] parts = new Tensor[active.size()];
        for (int i = 0; i < parts.length; i++) {
            GatedMlp expert = active.get(i);
            int[] own = rowsOfExperts.get(i);
            parts[i] = AdapterRows.gathered(own, () -> expert.forward(ops.gatherRows(x, own), step));
        }
        return parts;
    }

    private Tensor weights(Tensor probabilities, int[] picks, int rows) {
        int count = experts.size();
        int[] indices = new int[picks.length];
        for (int i = 0; i < picks.length; i++) {
            indices[i] = i / chosen * count + picks[i];
        }
        Tensor w = ops.pick(probabilities, indices).reshape(rows, chosen);
        return renormalize ? ops.normalizeSum(w) : w;
    }

    private int[] rowsOf(int[] places) {
        int[] rows = new int[places.length];
        for (int i = 0; i < rows.length; i++) {
            rows[i] = places[i] / chosen;
        }
        return rows;
    }

    private static int[] places(int[] picks, int expert) {
        int[] places = new int[picks.length];
        int n = 0;
        for (int i = 0; i < picks.length; i++) {
            if (picks[i] == expert) {
                places[n++] = i;
            }
        }
        return Arrays.copyOf(places, n);
    }
}
