package org.menura.model.layer;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.menura.model.Config;
import org.menura.model.ForwardBatch;
import org.menura.model.InputEmbeds;
import org.menura.tensor.Backend;
import org.menura.tensor.Tensor;

/** The first layer of a language model. */
public final class Embeddings {
    /** The field of a config with the id that pads; families have defaults of their own for it. */
    public static final String PADDING = "pad_token_id";

    private Embeddings() {}

    /**
     * Reads the id whose row a lookup leaves untrained, as PyTorch does that of its {@code padding_idx}: a negative one
     * counts from the end of the table.
     *
     * @param entries rows of the table
     * @return {@link Backend#NO_PADDING} if there is none
     */
    public static int padding(Config c, int entries) {
        if (!c.has(PADDING)) {
            return Backend.NO_PADDING;
        }
        JsonNode id = c.raw(PADDING);
        if (!id.canConvertToExactIntegral() || !id.canConvertToInt()) {
            throw c.unsupported(PADDING, "it must be an integer");
        }
        int padding = id.intValue();
        return padding < 0 ? Math.max(padding + entries, Backend.NO_PADDING) : padding;
    }

    /**
     * Looks up the ids of a step, or takes the embeddings that it brings along.
     *
     * @param table [vocabulary, width]
     * @return [rows, width]
     */
    public static Tensor of(Backend ops, Tensor table, ForwardBatch step) {
        return of(ops, table, Backend.NO_PADDING, step, UnaryOperator.identity());
    }

    /**
     * Looks up the ids of a step and changes what is found, or takes the embeddings that it brings along as they are.
     *
     * @param table [vocabulary, width]
     * @param padding see {@link Backend#embedding(Tensor, int[], int)}
     * @return [rows, width]
     */
    public static Tensor of(Backend ops, Tensor table, int padding, ForwardBatch step, UnaryOperator<Tensor> change) {
        List<InputEmbeds> embeds = step.embeds();
        if (embeds.isEmpty()) {
            return EmbedNoise.added(ops, change.apply(ops.embedding(table, step.ids(), padding)), i -> i, step);
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
        parts.addFirst(EmbedNoise.added(ops, change.apply(ops.embedding(table, ids, padding)), i -> tokens[i], step));
        targets.addFirst(tokens);
        return ops.scatterRows(count, parts, targets);
    }
}
