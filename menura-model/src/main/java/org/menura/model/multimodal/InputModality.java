package org.menura.model.multimodal;

import org.menura.format.Modality;
import org.menura.model.Features;
import org.menura.model.Observer;

/**
 * An input modality of a model, with its encoder and projector.
 *
 * @param placeholder id of the token that stands where rows of this modality go; -1 where they go before the text
 * @param encoder encodes inputs into rows
 * @param projector projects those to embeddings
 */
public record InputModality(Modality modality, int placeholder, ModalityEncoder encoder, InputProjector projector) {
    /** Computes the embeddings of inputs; the observer is shown {@code encoder} and what the projector shows. */
    public Features perceive(Inputs inputs, Observer observer) {
        Features encoded = encoder.encode(inputs, Observer.NONE);
        observer.accept("encoder", encoded.rows());
        return projector.project(encoded, observer);
    }

    /** Computes the embeddings of inputs. */
    public Features perceive(Inputs inputs) {
        return perceive(inputs, Observer.NONE);
    }
}
