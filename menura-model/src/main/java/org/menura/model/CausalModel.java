package org.menura.model;

import java.util.List;
import org.menura.tensor.Backend;
import org.menura.tensor.Tensor;
import org.menura.tensor.dtype.DType;

/** A language model that predicts each token from those before it. */
public interface CausalModel extends Model {
    /**
     * Logits of the next token.
     *
     * @return [rows, vocabulary]: for all rows of the step, or for its {@link ForwardBatch#outputs}
     */
    Tensor forward(ForwardBatch step);

    /** What the model carries for each sequence. */
    List<StateSpec> states();

    /** Number of token ids. */
    int vocabulary();

    /** Longest sequence that the model was made for; {@link Integer#MAX_VALUE} if there is no bound. */
    int contextLength();

    /** The operations that the model computes with. */
    Backend ops();

    /**
     * Whether the state of a sequence of {@code length} tokens may be continued to {@code newLength}. Where not, the
     * positions' meaning changes with the length, and the sequence is computed anew.
     */
    default boolean continues(int length, int newLength) {
        return true;
    }

    /** The state of an empty sequence. */
    default SequenceState newState() {
        return SequenceState.of(states());
    }

    /** The state of an empty sequence, whose keys and values are stored as {@code cacheType}: F32, F16 or Q8_0. */
    default SequenceState newState(DType cacheType) {
        return SequenceState.of(states(), cacheType);
    }
}
