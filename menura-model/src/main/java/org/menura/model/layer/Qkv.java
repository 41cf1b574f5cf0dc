package org.menura.model.layer;

import org.menura.model.weights.Weights;
import org.menura.tensor.Tensor;

/** Computes queries, keys and values; publishers lay them out in different ways. */
@FunctionalInterface
public interface Qkv {
    /**
     * Queries, keys and values.
     *
     * @param q [rows, heads · headDim]
     * @param k [rows, keyHeads · headDim]
     * @param v [rows, keyHeads · headDim]
     */
    record Projected(Tensor q, Tensor k, Tensor v) {}

    /** Projects x [rows, hidden]. */
    Projected apply(Tensor x);

    /** Builds three layers: {@code q_proj}, {@code k_proj}, {@code v_proj}. */
    static Qkv separate(Weights w, int hidden, Heads heads, boolean bias) {
        return separate(w, "q_proj", "k_proj", "v_proj", hidden, heads, bias);
    }

    /** Builds three layers, by name. */
    static Qkv separate(Weights w, String qName, String kName, String vName, int hidden, Heads heads, boolean bias) {
        Linear q = new Linear(w.at(qName), hidden, heads.queryWidth(), bias);
        Linear k = new Linear(w.at(kName), hidden, heads.keyWidth(), bias);
        Linear v = new Linear(w.at(vName), hidden, heads.keyWidth(), bias);
        Linear[] all = {q, k, v};
        return x -> {
            Tensor[] projected = Linear.applyAll(all, x, x, x);
            return new Projected(projected[0], projected[1], projected[2]);
        };
    }

    /** Config field that says that {@link #fused} projections are stacked, as in GGUF files, rather than grouped. */
    String STACKED = "qkv_stacked";

    /** Builds one layer for all three, {@link #stacked} or {@link #grouped}. */
    static Qkv fused(Weights w, Heads heads, Linear fused, boolean stacked) {
        return stacked ? stacked(w, heads, fused) : grouped(w, heads, fused);
    }

    /** Builds one layer whose output holds all queries, then all keys, then all values. */
    static Qkv stacked(Weights w, Heads heads, Linear fused) {
        int q = heads.queryWidth();
        int k = q + heads.keyWidth();
        var ops = w.ops();
        return x -> {
            Tensor all = fused.apply(x); // [rows, q + k + v]
            return new Projected(
                    ops.columns(all, 0, q), ops.columns(all, q, k), ops.columns(all, k, k + heads.keyWidth()));
        };
    }

    /** Builds one layer whose output holds, for each key head, the query heads that share it, the key and the value. */
    static Qkv grouped(Weights w, Heads heads, Linear fused) {
        int dim = heads.dim();
        int q = heads.queries() / heads.keys() * dim;
        var ops = w.ops();
        return x -> {
            int rows = x.dim(0);
            Tensor groups = fused.apply(x).reshape((long) rows * heads.keys(), q + 2L * dim);
            return new Projected(
                    ops.columns(groups, 0, q).reshape(rows, heads.queryWidth()),
                    ops.columns(groups, q, q + dim).reshape(rows, heads.keyWidth()),
                    ops.columns(groups, q + dim, q + 2 * dim).reshape(rows, heads.keyWidth()));
        };
    }
}
