package org.menura.model;

import java.util.List;
import org.menura.tensor.Backend;
import org.menura.tensor.Segments;
import org.menura.tensor.Tensor;

/** A decoder with cross-attention to what an encoder returned. */
public interface MemoryDecoder extends Model {
    /**
     * The keys and values of the decoder's cross-attention, computed from what was encoded.
     *
     * @param keys for each decoder layer, [rows, heads, headDim]
     * @param values for each decoder layer, [rows, heads, headDim]
     * @param segments rows per sequence
     */
    record Memory(List<Tensor> keys, List<Tensor> values, Segments segments) {}

    /** Computes the cross-attention's keys and values of what an encoder returned, [rows, hidden]. */
    Memory remember(Tensor encoded, Segments segments);

    /**
     * Computes the logits of the token after each row of the step.
     *
     * @param memory keys and values of what was encoded, one sequence for each of the step's
     * @return [rows, vocabulary]
     */
    Tensor decode(ForwardBatch step, Memory memory);

    /** Returns the specs of the state that the decoder keeps for each sequence. */
    List<StateSpec> states();

    /** Returns the number of token ids. */
    int vocabulary();

    /** Returns the id of the token that a written sequence starts with. */
    int startId();

    /** Returns the backend that the model computes with. */
    Backend ops();

    /** Creates the state of a sequence of which nothing is written yet. */
    default SequenceState newState() {
        return SequenceState.of(states());
    }
}
