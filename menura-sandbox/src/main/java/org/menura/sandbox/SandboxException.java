package org.menura.sandbox;

import java.io.IOException;

/** Says in one sentence why a program was not run: there is no sandbox, or it could not be set up. */
public final class SandboxException extends IOException {
    private static final long serialVersionUID = 1L;

    public SandboxException(String message) {
        super(message);
    }

    public SandboxException(String message, Throwable cause) {
        super(message, cause);
    }
}
