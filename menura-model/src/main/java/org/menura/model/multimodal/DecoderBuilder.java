package org.menura.model.multimodal;

import org.menura.model.CausalModel;
import org.menura.model.Config;
import org.menura.model.weights.Weights;

/** A builder of the language backbone of a multimodal model, of whatever family its config names. */
@FunctionalInterface
public interface DecoderBuilder {
    /**
     * Builds a decoder and refuses fields of its config that it does not honour.
     *
     * @throws org.menura.format.FormatException if the config's family is no decoder, or a field is not supported
     */
    CausalModel build(Config text, Weights weights);
}
