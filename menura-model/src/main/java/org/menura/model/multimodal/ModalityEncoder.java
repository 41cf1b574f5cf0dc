package org.menura.model.multimodal;

import org.menura.model.Features;
import org.menura.model.Observer;

/** An encoder of inputs of a modality, such as images, into rows. */
@FunctionalInterface
public interface ModalityEncoder {
    /** Encodes all inputs into representations. */
    Features encode(Inputs inputs, Observer observer);
}
