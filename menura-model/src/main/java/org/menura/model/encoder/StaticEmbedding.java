package org.menura.model.encoder;

import java.util.Map;
import org.menura.model.Config;
import org.menura.model.ForwardBatch;
import org.menura.model.TextEncoder;
import org.menura.model.weights.Weights;
import org.menura.tensor.Backend;
import org.menura.tensor.Segments;
import org.menura.tensor.Tensor;

/** A table with a vector for each token, whatever stands beside it: sentence-transformers' StaticEmbedding and model2vec. */
public final class StaticEmbedding implements TextEncoder {
    private final Backend ops;
    private final Tensor table; // [vocabulary, hidden]

    private StaticEmbedding(Config c, Weights w) {
        ops = w.ops();
        table = w.matrix("embedding.weight", c.positive("vocab_size"), c.positive("hidden_size"));
    }

    /** Builds the table. */
    public static StaticEmbedding build(Config c, Weights w) {
        return new StaticEmbedding(c, w);
    }

    @Override
    public Tensor encode(ForwardBatch step) {
        Tensor x = ops.embedding(table, step.ids()); // [rows, hidden]
        step.observe("embeddings", x);
        return x;
    }

    @Override
    public Map<String, Tensor> outputs(Tensor hidden, Segments segments) {
        return Map.of("last_hidden_state", hidden);
    }

    @Override
    public int position(int i) {
        return i;
    }

    @Override
    public int contextLength() {
        return Integer.MAX_VALUE;
    }

    @Override
    public int hiddenSize() {
        return table.dim(1);
    }

    @Override
    public Backend ops() {
        return ops;
    }
}
