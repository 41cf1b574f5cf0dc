package org.menura.train;

/** Thrown when a training run cannot go on; the message is one sentence that says why, and what is safe. */
public final class TrainingException extends RuntimeException {
    private static final long serialVersionUID = 1;

    /** Makes an exception with a message. */
    public TrainingException(String message) {
        super(message);
    }

    /** Makes an exception with a message and a cause. */
    public TrainingException(String message, Throwable cause) {
        super(message, cause);
    }
}
