package org.menura.generate.verify;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.menura.format.Checkpoint;
import org.menura.model.CausalModel;
import org.menura.model.SequenceState;
import org.menura.model.Step;
import org.menura.tensor.Tensor;

/** Recorded states of RWKV's own inference code: {@code kind: rwkv} beyond what decoders have in common. */
final class RwkvCase {
    private RwkvCase() {}

    static List<Check> run(CausalModel model, JsonNode description, Checkpoint golden) {
        List<Check> checks = new ArrayList<>(CausalCase.run(model, description, golden));
        int[][] sequences = Batch.rows(golden.tensor("input_ids"));
        List<SequenceState> states =
                Arrays.stream(sequences).map(_ -> model.newState()).toList();
        model.forward(Step.next(List.of(sequences), states));
        for (int row = 0; row < sequences.length; row++) {
            List<float[]> entries = entries(states.get(row));
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

    /** Parts in the order of the layers; version 4's average counts as three entries. */
    private static List<float[]> entries(SequenceState state) {
        List<float[]> out = new ArrayList<>();
        for (int i = 0; i < state.parts().size(); i++) {
            Tensor part = state.recurrence(i);
            if (part.shape().rank() == 2) {
                for (int r = 0; r < part.dim(0); r++) {
                    out.add(part.rows(r, r + 1).toFloats());
                }
            } else {
                out.add(part.toFloats());
            }
        }
        return out;
    }
}
