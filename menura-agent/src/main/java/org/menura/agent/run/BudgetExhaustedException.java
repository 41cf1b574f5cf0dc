package org.menura.agent.run;

/** Thrown where a run has used what it may; it is resumed with a larger budget. */
public final class BudgetExhaustedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    BudgetExhaustedException(String message) {
        super(message);
    }
}
