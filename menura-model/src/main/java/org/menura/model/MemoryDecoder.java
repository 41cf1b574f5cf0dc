package org.menura.model;

import java.util.List;
import org.menura.tensor.Backend;
import org.menura.tensor.Segments;
import org.menura.tensor.Tensor;

/** A decoder that writes text while it attends to what an encoder has made of its input. */
public interface MemoryDecoder extends Model {
    /**
     * Keys and values that the decoder's cross-attention takes from what was encoded.
     *
     * @param keys for each decoder layer, [rows, heads, headDim]
     * @param values for each decoder layer, [rows, heads, headDim]
     * @param segments rows per sequence
     */
    record Memory(List<Tensor> keys, List<Tensor> values, Segments segments) {}

    /** Prepares what an encoder returned, [rows, hidden], for the decoder. */
    Memory remember(Tensor encoded, Segments segments);

    /**
     * Writes: logits of the token after each row of the step.
     *
     * @param memory what was encoded, one sequence for each of the step's
     * @return [rows, vocabulary]
     */
    Tensor decode(ForwardBatch step, Memory memory);

    /** What the decoder carries for each sequence. */
    List<StateSpec> states();

    /** Number of token ids. */
    int vocabulary();

    /** The id that a written sequence starts with. */
    int startId();

    /** The operations that the model computes with. */
    Backend ops();

    /** The state of a sequence of which nothing is written yet. */
    default SequenceState newState() {
        return SequenceState.of(states());
    }
}
