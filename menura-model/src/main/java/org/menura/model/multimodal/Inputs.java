package org.menura.model.multimodal;

import org.jspecify.annotations.Nullable;
import org.menura.tensor.Tensor;

/**
 * Inputs of a modality other than text.
 *
 * @param values for images pixels [images, channels, height, width], normalised; for audio log-mel features [clips,
 *     mels, frames]
 * @param seen for each element of a plane of {@code values} (pictures: [pictures · height · width], sounds: [clips ·
 *     frames]), whether it belongs to the input rather than to padding; null where there is none
 */
public record Inputs(Tensor values, boolean @Nullable [] seen) {
    /** Returns inputs without padding. */
    public static Inputs of(Tensor values) {
        return new Inputs(values, null);
    }
}
