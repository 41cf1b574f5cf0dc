package org.menura.train.ledger;

import java.io.IOException;
import java.io.Serial;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;

/**
 * Thrown when a ledger could not be written. The message is one sentence that also says from which step the run can go
 * on.
 */
public final class LedgerException extends IOException {
    @Serial
    private static final long serialVersionUID = 1L;

    LedgerException(String message, IOException cause) {
        super(message, cause);
    }

    /** The reason that an operating system gave. */
    static String reason(IOException e) {
        if (e instanceof FileSystemException f && f.getReason() != null) {
            return f.getReason();
        }
        if (e instanceof AccessDeniedException) {
            return "no permission to write there";
        }
        if (e instanceof FileAlreadyExistsException f) {
            return f.getFile() + " is a file where a folder is needed";
        }
        if (e instanceof NoSuchFileException f) {
            return f.getFile() + " is not there and can't be made";
        }
        return e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
    }
}
