package org.menura.model.multimodal;

import org.menura.model.Features;
import org.menura.model.Observer;

/** An input projector, which turns an encoder's rows into embeddings of a language model. */
@FunctionalInterface
public interface InputProjector {
    /** Projects an encoder's rows: [rows, encoder's width] → [rows, backbone's width], perhaps fewer. */
    Features project(Features encoded, Observer observer);

    /** Returns a projector that applies this one, then another. */
    default InputProjector then(InputProjector next) {
        return (x, observer) -> next.project(project(x, observer), observer);
    }
}
