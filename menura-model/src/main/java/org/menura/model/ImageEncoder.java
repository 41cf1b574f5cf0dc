package org.menura.model;

import java.util.Map;
import org.menura.tensor.Backend;
import org.menura.tensor.Tensor;

/** A model that turns pictures into a row per patch, and with its heads into what those were trained for. */
public interface ImageEncoder extends Model {
    /**
     * Representations after the last layer: for each picture the class token's, where the model has one, then those of
     * the patches, row by row.
     *
     * @param pixels [pictures, channels, height, width], normalised as the model's preprocessing says
     * @throws org.menura.format.FormatException if pictures are not of the size that the model was made for
     */
    Features encode(Tensor pixels, Observer observer);

    /** {@link #encode} with nobody listening. */
    default Features encode(Tensor pixels) {
        return encode(pixels, Observer.NONE);
    }

    /**
     * What the model's heads make of the representations, by the names that transformers gives its outputs: {@code
     * last_hidden_state} [rows, hidden], {@code pooler_output} and {@code image_embeds} [pictures, width], {@code logits}
     * [pictures, classes].
     *
     * @param hidden what {@link #encode} returned
     */
    Map<String, Tensor> outputs(Features hidden);

    /** Width of the representations. */
    int hiddenSize();

    /** The operations that the model computes with. */
    Backend ops();
}
