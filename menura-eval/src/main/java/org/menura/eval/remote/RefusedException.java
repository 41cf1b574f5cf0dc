package org.menura.eval.remote;

import java.io.Serial;
import java.net.URI;
import org.menura.format.FormatException;

/** A request that a server refuses, and will refuse again. */
public final class RefusedException extends FormatException {
    @Serial
    private static final long serialVersionUID = 1;

    private final int status;

    RefusedException(URI uri, int status, String said) {
        super("%s refuses a request: %s".formatted(uri, said));
        this.status = status;
    }

    /** Returns the status of the answer. */
    public int status() {
        return status;
    }
}
