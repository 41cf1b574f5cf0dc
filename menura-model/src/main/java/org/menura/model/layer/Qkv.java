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

    /** Three layers of their own: {@code q_proj}, {@code k_proj}, {@code v_proj}. */
    static Qkv separate(Weights w, int hidden, Heads heads, boolean bias) {
        return separate(w, "q_proj", "k_proj", "v_proj", hidden, heads, bias);
    }

    /** Three layers of their own, by name. */
    static Qkv separate(Weights w, String qName, String kName, String vName, int hidden, Heads heads, boolean bias) {
        Linear q = new Linear(w.at(qName), hidden, heads.queryWidth(), bias);
        Linear k = new Linear(w.at(kName), hidden, heads.keyWidth(), bias);
        Linear v = new Linear(w.at(vName), hidden, heads.keyWidth(), bias);
        return x -> new Projected(q.apply(x), k.apply(x), v.apply(x));
    }

    /** One layer whose output holds all queries, then all keys, then all values. */
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
}
