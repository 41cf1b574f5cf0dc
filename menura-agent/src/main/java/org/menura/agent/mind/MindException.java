package org.menura.agent.mind;

import org.jspecify.annotations.Nullable;

/** Thrown if a mind can't answer in the form asked for; the message says why. */
public final class MindException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private enum Kind {
        WRONG,
        SILENT,
        AWAY
    }

    private final Kind kind;

    /** Creates the exception. */
    public MindException(String message) {
        super(message);
        this.kind = Kind.WRONG;
    }

    /** Creates the exception. */
    public MindException(String message, Throwable cause) {
        this(message, cause, Kind.WRONG);
    }

    private MindException(String message, @Nullable Throwable cause, Kind kind) {
        super(message, cause);
        this.kind = kind;
    }

    /**
     * Creates the exception of a mind that gave no answer of any form: its server was not reached, or refused.
     *
     * @param cause null if there is none
     */
    public static MindException silent(String message, @Nullable Throwable cause) {
        return new MindException(message, cause, Kind.SILENT);
    }

    /**
     * Creates the exception of a mind that is silent since its server is not there or has too much to do, whatever it is asked.
     *
     * @param cause null if there is none
     */
    public static MindException away(String message, @Nullable Throwable cause) {
        return new MindException(message, cause, Kind.AWAY);
    }

    /** Returns whether no answer of any form came, which says nothing of the mind. */
    public boolean isSilent() {
        return kind != Kind.WRONG;
    }

    /** Returns whether the server is not there, so that the same may be asked later. */
    public boolean isAway() {
        return kind == Kind.AWAY;
    }
}
