package org.menura.model.multimodal;

import org.menura.model.Features;
import org.menura.model.Observer;

/** Turns inputs of a modality, such as pictures, into rows. */
@FunctionalInterface
public interface ModalityEncoder {
    /** Representations of all inputs. */
    Features encode(Inputs inputs, Observer observer);
}
