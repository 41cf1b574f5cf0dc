package org.menura.generate.session;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.menura.generate.sample.BeamModel;
import org.menura.model.ForwardBatch;
import org.menura.model.MemoryDecoder;
import org.menura.model.SequenceState;
import org.menura.tensor.Backend;
import org.menura.tensor.Tensor;
import org.menura.tensor.annotation.Internal;

/**
 * Steps the beams of a decoder with cross-attention, all of them in one pass.
 *
 * @param memory keys and values of the one sequence that was encoded
 */
@Internal
public record MemoryBeams(MemoryDecoder model, MemoryDecoder.Memory memory) implements BeamModel<SequenceState> {
    @Override
    public float[][] step(List<SequenceState> states, int[] tokens) {
        List<int[]> next =
                Arrays.stream(tokens).mapToObj(token -> new int[] {token}).toList();
        try (Backend.Scope _ = model.ops().scope()) {
            Tensor logits = model.decode(ForwardBatch.next(next, states), memory); // [sequences, vocabulary]
            return IntStream.range(0, tokens.length)
                    .mapToObj(i -> logits.rows(i, i + 1).toFloats())
                    .toArray(float[][]::new);
        }
    }

    @Override
    public SequenceState fork(SequenceState from) {
        return from.copy();
    }
}
