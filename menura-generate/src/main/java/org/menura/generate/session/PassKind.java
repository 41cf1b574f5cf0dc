package org.menura.generate.session;

import org.menura.tensor.Backend;
import org.menura.tensor.annotation.Internal;

/**
 * How the rows of a pass are computed: as some of so many, whatever other rows the pass has. So what becomes of a token
 * depends on what its text begins with alone, byte for byte ({@link Backend#scope(int)}).
 *
 * @param rows 0 for whatever is fastest
 */
@Internal
public record PassKind(int rows) {
    /** The kind of tokens that are written, one after the other. */
    public static final PassKind WRITTEN = new PassKind(1);

    /** The kind of tokens that are computed in whichever way is fastest. */
    public static final PassKind ANY = new PassKind(0);

    /** Tokens up to which a text passes as written ones do. */
    private static final int FEW = 8;

    /** Tokens from which on kernels for many rows are best. */
    private static final int MANY = 12;

    private static final PassKind SOME = new PassKind(FEW + 1);

    /** Beyond this many, kernels do not depend on the number. */
    private static final PassKind MOST = new PassKind(17);

    /** Returns the kind of the tokens of a prompt, or of another text that is read as a whole. */
    public static PassKind ofPrompt(int tokens) {
        return tokens <= FEW ? WRITTEN : tokens < MANY ? SOME : MOST;
    }

    /** Returns whether tokens pass as written ones do. */
    public boolean isWritten() {
        return rows == WRITTEN.rows;
    }

    /** Opens a scope of a backend in which rows are computed so. */
    public Backend.Scope scope(Backend ops) {
        return rows == 0 ? ops.scope() : ops.scope(rows);
    }
}
