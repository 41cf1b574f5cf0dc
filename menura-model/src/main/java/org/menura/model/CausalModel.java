package org.menura.model;

import java.util.List;
import org.menura.tensor.Backend;
import org.menura.tensor.Tensor;
import org.menura.tensor.dtype.DType;

/** A language model that predicts each token from those before it. */
public interface CausalModel extends Model {
    /**
     * Computes the logits of the next token in one forward pass.
     *
     * @return [rows, vocabulary]: for all rows of the step, or for its {@link ForwardBatch#outputs}
     */
    Tensor forward(ForwardBatch step);

    /** Returns the specs of the state that the model keeps for each sequence. */
    List<StateSpec> states();

    /** Returns the number of token ids. */
    int vocabulary();

    /**
     * Returns the context length: the longest sequence that the model was made for; {@link Integer#MAX_VALUE} if there
     * is no bound.
     */
    int contextLength();

    /** Returns the backend that the model computes with. */
    Backend ops();

    /** Returns whether a token's logits are those of the tokens up to it; where not, also those behind it count. */
    default boolean isCausal() {
        return true;
    }

    /**
     * Returns whether the state of a sequence of {@code length} tokens may be continued to {@code newLength}. Where
     * not, the positions' meaning changes with the length, and the sequence is computed anew.
     */
    default boolean continues(int length, int newLength) {
        return true;
    }

    /** Creates the state of an empty sequence. */
    default SequenceState newState() {
        return SequenceState.of(states());
    }

    /**
     * Creates the state of an empty sequence, whose KV cache stores keys and values as {@code cacheType}: F32, F16 or
     * Q8_0.
     */
    default SequenceState newState(DType cacheType) {
        return SequenceState.of(states(), cacheType);
    }
}
