package org.menura.format.hub;

import java.io.Serial;
import org.menura.format.FormatException;

/** Thrown when a model is named that can be pulled, and was not. */
public final class NotPulledException extends FormatException {
    @Serial
    private static final long serialVersionUID = 1L;

    private final transient ModelReference reference;

    NotPulledException(ModelReference reference) {
        super(
                "there is no such file or folder as %s, and no model of this name was pulled; fetch it with: menura pull %s"
                        .formatted(reference, reference));
        this.reference = reference;
    }

    /** Returns the reference to the model. */
    public ModelReference reference() {
        return reference;
    }
}
