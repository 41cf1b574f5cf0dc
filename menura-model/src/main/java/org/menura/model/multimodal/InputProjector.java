package org.menura.model.multimodal;

import org.menura.model.Features;
import org.menura.model.Observer;

/** Turns what an encoder has made into rows that a language model takes for embeddings of tokens. */
@FunctionalInterface
public interface InputProjector {
    /** [rows, encoder's width] → [rows, backbone's width], perhaps fewer. */
    Features project(Features encoded, Observer observer);

    /** This, then another. */
    default InputProjector then(InputProjector next) {
        return (x, observer) -> next.project(project(x, observer), observer);
    }
}
