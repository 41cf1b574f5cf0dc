package org.menura.model;

import java.util.Map;
import org.menura.tensor.Backend;
import org.menura.tensor.Segments;
import org.menura.tensor.Tensor;

/** A model that turns whole texts into a row per token, and with its heads into what those were trained for. */
public interface TextEncoder extends Model {
    /**
     * Contextual representations.
     *
     * @return [rows, hidden]
     */
    Tensor encode(ForwardBatch step);

    /**
     * What the model's heads make of the representations, by the names that transformers gives its outputs: {@code
     * last_hidden_state} [rows, hidden], {@code pooler_output} [sequences, hidden], {@code logits} [rows or sequences,
     * classes], {@code start_logits} and {@code end_logits} [rows].
     *
     * @param hidden what {@link #encode} returned
     */
    Map<String, Tensor> outputs(Tensor hidden, Segments segments);

    /**
     * {@link #outputs(Tensor, Segments)} for models whose heads need the tokens themselves.
     *
     * @param hidden what {@link #encode} returned for the step
     */
    default Map<String, Tensor> outputs(Tensor hidden, ForwardBatch step) {
        return outputs(hidden, step.segments());
    }

    /** Position that the token at index {@code i} of a text has in the table of positions. */
    int position(int i);

    /** Longest text in tokens. */
    int contextLength();

    /** Width of the representations. */
    int hiddenSize();

    /** The operations that the model computes with. */
    Backend ops();
}
