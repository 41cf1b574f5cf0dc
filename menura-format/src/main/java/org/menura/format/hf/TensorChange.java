package org.menura.format.hf;

import org.menura.format.TensorEntry;

/** A change of a part of one of the model's tensors, which comes with an adapter. */
public sealed interface TensorChange {
    /** Returns the numbers of the change as they are saved. */
    TensorEntry values();

    /**
     * New rows of a table of embeddings: PEFT's {@code trainable_token_indices}.
     *
     * @param rows ids of the tokens
     * @param values [tokens, width], in the place of the table's rows
     */
    record Rows(int[] rows, TensorEntry values) implements TensorChange {}

    /**
     * What is added to the bias of a layer: PEFT's {@code lora_bias}.
     *
     * @param values [out], times the scale
     * @param scale that of the layer's low-rank update
     */
    record Bias(TensorEntry values, float scale) implements TensorChange {}
}
