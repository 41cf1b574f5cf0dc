package org.menura.serve.model;

import org.menura.tensor.annotation.Internal;

/** Thrown when a model of a server could not be loaded; its cause says why. */
@Internal
public final class ModelLoadException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final RuntimeException failure;

    ModelLoadException(String name, RuntimeException failure) {
        super("the model '%s' could not be loaded: %s".formatted(name, failure.getMessage()), failure);
        this.failure = failure;
    }

    /** Returns what went wrong. */
    public RuntimeException failure() {
        return failure;
    }
}
