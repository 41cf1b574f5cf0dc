package org.menura.serve.model;

import java.util.List;
import org.menura.tensor.annotation.Internal;

/** Thrown when there is no model of a name. */
@Internal
public final class UnknownModelException extends RuntimeException {
    private static final long serialVersionUID = 1;

    UnknownModelException(String name, List<String> names) {
        super("there is no model '%s'; this server has %s".formatted(name, String.join(", ", names)));
    }
}
