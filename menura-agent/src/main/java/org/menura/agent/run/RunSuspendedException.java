package org.menura.agent.run;

/** Thrown where a run can't go on before a person answers; it is resumed with the answer. */
public final class RunSuspendedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final String id;
    private final String question;

    RunSuspendedException(String id, String question) {
        super("the run waits for an answer to %s: %s".formatted(id, question));
        this.id = id;
        this.question = question;
    }

    /** Returns the id of what is asked. */
    public String id() {
        return id;
    }

    /** Returns what is asked. */
    public String question() {
        return question;
    }
}
