package org.menura.world.service.python;

import java.io.Serial;

/** An exception of Python: its message is what {@code str} of the exception gives. */
public final class PythonError extends RuntimeException {
    @Serial
    private static final long serialVersionUID = 1L;

    /** Creates the exception. */
    public PythonError(String message) {
        super(message, null, false, false);
    }

    /** Returns the message. */
    public String text() {
        return String.valueOf(getMessage());
    }
}
