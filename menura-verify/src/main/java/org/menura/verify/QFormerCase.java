package org.menura.verify;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.menura.format.Checkpoint;
import org.menura.model.Features;
import org.menura.model.multimodal.QFormer;
import org.menura.tensor.Segments;
import org.menura.tensor.Tensor;

/** Recorded outputs of a Q-Former alone: {@code kind: generic} with {@code query_embeds}. */
final class QFormerCase {
    private QFormerCase() {}

    static List<Check> run(QFormer model, CaseSettings settings, Checkpoint golden) {
        settings.knowOnly("outputs", Set.of("last_hidden_state", "pooler_output", "hidden_states"));
        Tensor queries = golden.tensor("query_embeds"); // [inputs, queries, hidden]
        int inputs = queries.dim(0);
        int count = queries.dim(1);
        Segments perInput = equal(inputs, count);
        Map<String, Tensor> seen = new HashMap<>();
        Tensor flat = queries.reshape((long) inputs * count, queries.dim(2)).toHeap();
        Tensor last = model.ask(flat, perInput, memory(model, golden), seen::put);
        List<Check> checks = new ArrayList<>();
        checks.add(Check.values("last_hidden_state", last, golden.tensor("last_hidden_state")));
        int[] first = IntStream.range(0, inputs).map(perInput::start).toArray();
        if (golden.has("pooler_output")) {
            checks.add(
                    Check.values("pooler_output", model.ops().gatherRows(last, first), golden.tensor("pooler_output")));
        }
        for (int i = 0; golden.has("hidden_states." + i); i++) {
            String name = "hidden_states." + i;
            @Nullable Tensor actual = seen.get(i == 0 ? "embeddings" : "layer." + (i - 1));
            checks.add(
                    actual == null
                            ? Check.failed(name, "the model has fewer layers")
                            : Check.values(name, actual, golden.tensor(name)));
        }
        return checks;
    }

    /** What the encoder saw, without padding. */
    private static Features memory(QFormer model, Checkpoint golden) {
        Tensor all = golden.tensor("encoder_hidden_states"); // [inputs, rows, width]
        Tensor flat = all.reshape((long) all.dim(0) * all.dim(1), all.dim(2)).toHeap();
        if (!golden.has("encoder_attention_mask")) {
            return new Features(flat, equal(all.dim(0), all.dim(1)));
        }
        int[][] mask = Batch.rows(golden.tensor("encoder_attention_mask"));
        int[] kept = IntStream.range(0, flat.dim(0))
                .filter(r -> mask[r / all.dim(1)][r % all.dim(1)] != 0)
                .toArray();
        int[] lengths =
                Arrays.stream(mask).mapToInt(m -> Arrays.stream(m).sum()).toArray();
        return new Features(model.ops().gatherRows(flat, kept), Segments.ofLengths(lengths));
    }

    private static Segments equal(int inputs, int rows) {
        return Segments.ofLengths(IntStream.generate(() -> rows).limit(inputs).toArray());
    }
}
