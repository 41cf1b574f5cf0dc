package org.menura.data.runtime;

/** Thrown where the JVM that runs would damage what it reads or writes. The message is one sentence. */
public final class UnsoundRuntimeException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** Creates an exception. */
    public UnsoundRuntimeException(String message) {
        super(message);
    }
}
