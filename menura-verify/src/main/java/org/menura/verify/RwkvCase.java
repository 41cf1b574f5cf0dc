package org.menura.verify;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.menura.format.Checkpoint;
import org.menura.model.CausalModel;
import org.menura.model.ForwardBatch;
import org.menura.model.SequenceState;
import org.menura.tensor.Tensor;

/** Recorded states of RWKV's own inference code: {@code kind: rwkv} beyond what decoders have in common. */
final class RwkvCase {
    private RwkvCase() {}

    static List<Check> run(CausalModel model, RecordedCase recorded) {
        Checkpoint golden = recorded.tensors();
        CaseSettings settings = recorded.settings();
        // The shapes of the weights say these too.
        List.of("n_layer", "n_embd", "n_head", "head_size", "vocab_size", "ffn_size", "state")
                .forEach(settings::ignore);
        List<Check> checks = new ArrayList<>(CausalCase.run(model, recorded));
        int[][] sequences = Batch.rows(golden.tensor("input_ids"));
        List<SequenceState> states =
                Arrays.stream(sequences).map(_ -> model.newState()).toList();
        model.forward(ForwardBatch.next(List.of(sequences), states));
        boolean valueFirst = settings.integer("version") == 7;
        for (int row = 0; row < sequences.length; row++) {
            List<float[]> entries = entries(states.get(row), valueFirst);
            for (int j = 0; golden.has("state." + row + "." + j); j++) {
                String name = "state." + row + "." + j;
                checks.add(
                        j < entries.size()
                                ? Check.values(
                                        name,
                                        entries.get(j),
                                        golden.tensor(name).toFloats(),
                                        Check.LOGITS,
                                        1)
                                : Check.failed(name, "the model has fewer states"));
            }
        }
        return checks;
    }

    /**
     * Parts in the order of the layers; version 4's average counts as three entries.
     *
     * @param valueFirst whether recorded matrices are [heads, value, key] where the model's are [heads, key, value]
     */
    private static List<float[]> entries(SequenceState state, boolean valueFirst) {
        List<float[]> out = new ArrayList<>();
        for (int i = 0; i < state.parts().size(); i++) {
            Tensor part = state.recurrence(i);
            switch (part.shape().rank()) {
                case 2 -> {
                    for (int r = 0; r < part.dim(0); r++) {
                        out.add(part.rows(r, r + 1).toFloats());
                    }
                }
                case 3 -> out.add(valueFirst ? transposed(part) : part.toFloats());
                default -> out.add(part.toFloats());
            }
        }
        return out;
    }

    /** Each head's matrix, turned. */
    private static float[] transposed(Tensor heads) {
        int d = heads.dim(1);
        float[] from = heads.toFloats();
        float[] to = new float[from.length];
        for (int i = 0; i < from.length; i++) {
            int head = i / (d * d);
            int row = i / d % d;
            to[(head * d + i % d) * d + row] = from[i];
        }
        return to;
    }
}
