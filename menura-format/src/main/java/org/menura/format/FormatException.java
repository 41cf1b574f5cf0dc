package org.menura.format;

import java.io.Serial;

/**
 * Input that is not what its format promises. The message is one sentence for the user: what is wrong, where, and how
 * to mend it.
 */
public final class FormatException extends RuntimeException {
    @Serial
    private static final long serialVersionUID = 1L;

    public FormatException(String message) {
        super(message);
    }

    public FormatException(String message, Throwable cause) {
        super(message, cause);
    }
}
