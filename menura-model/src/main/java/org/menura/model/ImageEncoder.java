package org.menura.model;

import java.util.Map;
import org.menura.tensor.Backend;
import org.menura.tensor.Tensor;

/** An encoder of images into a row per patch, and with its heads into what those were trained for. */
public interface ImageEncoder extends Model {
    /**
     * Encodes images into the representations after the last layer: for each image the class token's, where the model
     * has one, then those of the patches, row by row.
     *
     * @param pixels [images, channels, height, width], normalised as the model's preprocessing says
     * @throws org.menura.format.FormatException if pictures are not of the size that the model was made for
     */
    Features encode(Tensor pixels, Observer observer);

    /** Encodes images without an observer; see {@link #encode}. */
    default Features encode(Tensor pixels) {
        return encode(pixels, Observer.NONE);
    }

    /**
     * Computes the outputs of the model's heads from the representations, by the names that transformers gives them:
     * {@code last_hidden_state} [rows, hidden], {@code pooler_output} and {@code image_embeds} [images, width], {@code
     * logits} [images, classes].
     *
     * @param hidden representations that {@link #encode} returned
     */
    Map<String, Tensor> outputs(Features hidden);

    /** Returns the width of the representations. */
    int hiddenSize();

    /** Returns the backend that the model computes with. */
    Backend ops();
}
