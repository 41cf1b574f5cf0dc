package org.menura.conference.office;

import java.io.IOException;

/** Thrown if a gate refuses every choice. */
final class NoChoiceException extends IOException {
    private static final long serialVersionUID = 1L;

    NoChoiceException(String message) {
        super(message);
    }
}
