package org.menura.agent.mind;

import org.jspecify.annotations.Nullable;

/** Thrown if a mind can't answer in the form asked for; the message says why. */
public final class MindException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final boolean silent;

    /** Creates the exception. */
    public MindException(String message) {
        super(message);
        this.silent = false;
    }

    /** Creates the exception. */
    public MindException(String message, Throwable cause) {
        this(message, cause, false);
    }

    private MindException(String message, @Nullable Throwable cause, boolean silent) {
        super(message, cause);
        this.silent = silent;
    }

    /**
     * Creates the exception of a mind that gave no answer of any form: its server was not reached, or refused.
     *
     * @param cause null if there is none
     */
    public static MindException silent(String message, @Nullable Throwable cause) {
        return new MindException(message, cause, true);
    }

    /** Returns whether no answer of any form came, which says nothing of the mind. */
    public boolean isSilent() {
        return silent;
    }
}
