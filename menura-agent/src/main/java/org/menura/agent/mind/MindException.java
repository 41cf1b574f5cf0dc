package org.menura.agent.mind;

/** Thrown if a mind can't answer in the form asked for; the message says why. */
public final class MindException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** Creates the exception. */
    public MindException(String message) {
        super(message);
    }

    /** Creates the exception. */
    public MindException(String message, Throwable cause) {
        super(message, cause);
    }
}
