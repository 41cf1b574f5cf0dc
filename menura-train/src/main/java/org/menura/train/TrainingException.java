package org.menura.train;

/** A run that cannot go on; the message is one sentence that says why, and what is safe. */
public final class TrainingException extends RuntimeException {
    private static final long serialVersionUID = 1;

    /** A run that stopped for the reason given. */
    public TrainingException(String message) {
        super(message);
    }

    /** A run that stopped because of {@code cause}. */
    public TrainingException(String message, Throwable cause) {
        super(message, cause);
    }
}
