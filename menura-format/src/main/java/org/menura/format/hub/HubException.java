package org.menura.format.hub;

import java.io.IOException;
import java.io.Serial;

/** Thrown when a hub can't be reached, refuses, or breaks off; the message is one sentence for the user. */
public final class HubException extends IOException {
    @Serial
    private static final long serialVersionUID = 1L;

    HubException(String message) {
        super(message);
    }

    HubException(String message, Throwable cause) {
        super(message, cause);
    }
}
