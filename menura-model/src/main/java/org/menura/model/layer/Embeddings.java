package org.menura.model.layer;

import java.util.List;
import java.util.stream.IntStream;
import org.menura.model.ForwardBatch;
import org.menura.tensor.Backend;
import org.menura.tensor.Tensor;

/** The first layer of a language model. */
public final class Embeddings {
    private Embeddings() {}

    /**
     * Looks up the ids of a step, or takes the embeddings that it brings along.
     *
     * @param table [vocabulary, width]
     * @return [rows, width]
     */
    public static Tensor of(Backend ops, Tensor table, ForwardBatch step) {
        ForwardBatch.Given given = step.given();
        if (given == null) {
            return ops.embedding(table, step.ids());
        }
        if (given.rows().dim(1) != table.dim(1)) {
            throw new IllegalArgumentException("embeddings of width %d for a model whose tokens have %d"
                    .formatted(given.rows().dim(1), table.dim(1)));
        }
        boolean[] brought = new boolean[step.ids().length];
        for (int row : given.at()) {
            brought[row] = true;
        }
        int[] tokens =
                IntStream.range(0, brought.length).filter(i -> !brought[i]).toArray();
        int[] ids = IntStream.of(tokens).map(i -> step.ids()[i]).toArray();
        return ops.scatterRows(
                brought.length, List.of(ops.embedding(table, ids), given.rows()), List.of(tokens, given.at()));
    }
}
