package org.menura.model.layer;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.menura.model.ForwardBatch;
import org.menura.model.InputEmbeds;
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
        return of(ops, table, step, UnaryOperator.identity());
    }

    /**
     * Looks up the ids of a step and changes what is found, or takes the embeddings that it brings along as they are.
     *
     * @param table [vocabulary, width]
     * @return [rows, width]
     */
    public static Tensor of(Backend ops, Tensor table, ForwardBatch step, UnaryOperator<Tensor> change) {
        List<InputEmbeds> embeds = step.embeds();
        if (embeds.isEmpty()) {
            return change.apply(ops.embedding(table, step.ids()));
        }
        List<Tensor> parts = new ArrayList<>();
        List<int[]> targets = new ArrayList<>();
        BitSet brought = new BitSet();
        for (InputEmbeds e : embeds) {
            if (e.rows().dim(1) != table.dim(1)) {
                throw new IllegalArgumentException("embeddings of width %d for a model whose tokens have %d"
                        .formatted(e.rows().dim(1), table.dim(1)));
            }
            parts.add(e.rows());
            targets.add(e.at());
            IntStream.of(e.at()).forEach(brought::set);
        }
        int count = step.ids().length;
        int[] tokens = IntStream.range(0, count).filter(i -> !brought.get(i)).toArray();
        int[] ids = IntStream.of(tokens).map(i -> step.ids()[i]).toArray();
        parts.addFirst(change.apply(ops.embedding(table, ids)));
        targets.addFirst(tokens);
        return ops.scatterRows(count, parts, targets);
    }
}
