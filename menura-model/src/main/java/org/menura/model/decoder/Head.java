package org.menura.model.decoder;

import org.menura.model.layer.Layer;
import org.menura.model.layer.Linear;
import org.menura.model.weights.Weights;
import org.menura.tensor.Tensor;

/** The last layer of a language model: hidden states to logits. */
final class Head {
    private Head() {}

    /** {@code lm_head} at w, or the embedding table once more where it is tied. */
    static Layer of(Weights w, Tensor table, boolean tied) {
        return of(w, "lm_head", table, tied, false);
    }

    /** A head by name, with a bias if asked, or the embedding table once more where it is tied. */
    static Layer of(Weights w, String name, Tensor table, boolean tied, boolean bias) {
        Weights head = w.at(name);
        if (!tied) {
            return new Linear(head, table.dim(1), table.dim(0), bias);
        }
        head.skip("weight");
        return new Linear(w.ops(), table, bias ? head.zeros("bias", table.dim(0)) : null);
    }
}
