package org.menura.agent.act;

/** What a rule says to a call before it is made. */
public sealed interface Verdict {
    /** The call may be made. */
    Verdict ALLOWED = new Allowed();

    /** The call may be made. */
    record Allowed() implements Verdict {}

    /**
     * A person must approve the call.
     *
     * @param why that person is asked
     */
    record NeedsApproval(String why) implements Verdict {}

    /**
     * The call is not made.
     *
     * @param why is told to the model
     */
    record Refused(String why) implements Verdict {}
}
