package org.menura.generate.sample;

import java.io.Serial;
import org.menura.tensor.annotation.Internal;

/** Thrown when biases and constraints leave no token that a text could go on with. */
@Internal
public final class NoTokenException extends IllegalStateException {
    @Serial
    private static final long serialVersionUID = 1L;

    /** Creates an exception with a message in one sentence. */
    public NoTokenException(String message) {
        super(message);
    }
}
