package org.menura.agent.run;

/** Thrown where a resumed run does something else than its journal says: the program or its inputs have changed. */
public final class RunDivergedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    RunDivergedException(String message) {
        super(message);
    }
}
