package org.menura.model;

import java.util.Arrays;
import java.util.Map;
import org.menura.format.FormatException;
import org.menura.tensor.Backend;
import org.menura.tensor.Segments;
import org.menura.tensor.Tensor;

/** An encoder of whole texts into a row per token, and with its heads into what those were trained for. */
public interface TextEncoder extends Model {
    /**
     * Encodes texts into contextual representations.
     *
     * @return [rows, hidden]
     */
    Tensor encode(ForwardBatch step);

    /**
     * Encodes texts without the last layers, but with the norm behind them.
     *
     * @param skipped how many layers are left out
     * @return [rows, hidden]
     * @throws FormatException if the model has fewer, or can't leave any out
     */
    default Tensor encode(ForwardBatch step, int skipped) {
        if (skipped == 0) {
            return encode(step);
        }
        throw new FormatException("this text encoder can't leave out layers; only CLIP's can");
    }

    /**
     * Computes the outputs of the model's heads from the representations, by the names that transformers gives them:
     * {@code last_hidden_state} [rows, hidden], {@code pooler_output} [sequences, hidden], {@code logits} [rows or
     * sequences, classes], {@code start_logits} and {@code end_logits} [rows].
     *
     * @param hidden representations that {@link #encode} returned
     */
    Map<String, Tensor> outputs(Tensor hidden, Segments segments);

    /**
     * Computes {@link #outputs(Tensor, Segments)} for models whose heads need the tokens themselves.
     *
     * @param hidden what {@link #encode} returned for the step
     */
    default Map<String, Tensor> outputs(Tensor hidden, ForwardBatch step) {
        return outputs(hidden, step.segments());
    }

    /** Returns the position that the token at index {@code i} of a text has in the table of positions. */
    int position(int i);

    /** Returns a copy of a step over whole texts whose tokens have their positions in this model's table. */
    default ForwardBatch placed(ForwardBatch step) {
        return step.withPositions(
                Arrays.stream(step.positions()).map(this::position).toArray());
    }

    /** Returns the context length: the longest text in tokens. */
    int contextLength();

    /** Returns the width of the representations. */
    int hiddenSize();

    /** Returns the backend that the model computes with. */
    Backend ops();
}
